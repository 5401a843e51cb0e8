package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CONTACT;
import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static io.aurumhub.adapter.postgres.HubFixture.ORDER;
import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static io.aurumhub.adapter.postgres.HubFixture.contact;
import static io.aurumhub.adapter.postgres.HubFixture.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.history.Stewardship;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.intake.QuarantineReview;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class QuarantineIT {

    final HubFixture fixture = new HubFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Nested
    class A_partial_change_without_a_required_field {

        @Test
        void begins_no_record() {
            var outcome = fixture.submit(partial("1", Map.of("city", "Bonn"))).getFirst();

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Quarantined.class,
                            quarantined -> assertThat(quarantined.reasons())
                                    .containsExactly("name (from name): is required, but absent"));
            assertThat(fixture.count("hub_read.golden_record")).isZero();
        }

        @Test
        void changes_a_record_that_is_there() {
            fixture.submit(contact(CRM, "1", "Ada", "ada@example.org", "Bonn"));

            var outcome = fixture.submit(partial("1", Map.of("city", "Graz"))).getFirst();

            assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        }

        @Test
        void is_linked_to_a_record_that_has_it() {
            fixture.submit(contact(SHOP, "S-1", "Ada", "ada@example.org", "Bonn"));

            var outcome = fixture.submit(partial("1", Map.of("email", "ada@example.org")))
                    .getFirst();

            assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
            assertThat(fixture.count("hub_read.golden_record")).isEqualTo(1);
        }
    }

    @Nested
    class A_row {

        @Test
        void of_a_partial_change_is_closed_by_one_that_speaks_of_the_same_fields() {
            fixture.submit(partial("1", Map.of("name", "Ada", "email", "no-email")));
            fixture.submit(partial("1", Map.of("name", "Ada")));
            assertThat(open()).as("nobody has put the e-mail right yet").isEqualTo(1);

            fixture.submit(partial("1", Map.of("name", "Ada", "email", "ada@example.org", "city", "Bonn")));

            assertThat(open()).isZero();
        }

        @Test
        void is_closed_by_a_delete() {
            fixture.submit(upsert(SHOP, ORDER, "O-1", Map.of("number", "1001", "customer", "S-7")));
            assertThat(open()).isEqualTo(1);

            var outcome = fixture.submit(delete(ORDER, "O-1")).getFirst();

            assertThat(outcome).isInstanceOf(Outcome.Nothing.class);
            assertThat(open()).isZero();
        }

        @Test
        void stays_open_when_the_good_change_came_before_the_bad_one() {
            fixture.submit(
                    contact(CRM, "1", "Ada", "ada@example.org", "Bonn"), contact(CRM, "1", "Ada", "no-email", "Bonn"));

            assertThat(open()).isEqualTo(1);
        }
    }

    @Nested
    class A_steward {

        private final Provenance kim = Provenance.of("steward:kim").because("told by phone");

        @Test
        void releases_a_change_with_the_fields_put_right() {
            var number = quarantined(contact(CRM, "1", "Ada", "no-email", "Bonn"));

            var outcome = review().release(number, Map.of("email", Value.text("ada@example.org")), kim);

            assertThat(outcome).isInstanceOfSatisfying(Outcome.Accepted.class, accepted -> {
                var first = fixture.hub.history().of(accepted.record(), 1, 1).getFirst();
                assertThat(first.actor()).isEqualTo("steward:kim");
                assertThat(first.reason()).isEqualTo("told by phone");
            });
            assertThat(open()).isZero();
            assertThat(fixture.database.queryForObject(
                            "select fields ->> 'email' from hub_read.golden_record", String.class))
                    .isEqualTo("ada@example.org");
        }

        @Test
        void who_releases_what_is_still_wrong_gets_the_reasons_again_and_the_row_stays() {
            var number = quarantined(contact(CRM, "1", "Ada", "no-email", "Bonn"));

            var outcome = review().release(number, Map.of("city", Value.text("Graz")), kim);

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Quarantined.class,
                            again -> assertThat(again.number()).isEqualTo(number));
            assertThat(open()).isEqualTo(1);
        }

        @Test
        void keeps_only_one_row_of_a_partial_change_that_is_still_wrong() {
            var number = quarantined(partial("1", Map.of("name", "Ada", "email", "no-email")));

            review().release(number, Map.of(), kim);

            assertThat(open()).isEqualTo(1);
        }

        @Test
        void releases_all_of_a_system() {
            fixture.submit(
                    contact(CRM, "1", "Ada", "no-email", "Bonn"),
                    contact(SHOP, "S-1", "Bob", "no-email", "Bonn"),
                    upsert(SHOP, ORDER, "O-1", Map.of("number", "1001", "customer", "S-7")));
            fixture.database.update("""
                update hub_ops.quarantine set raw = jsonb_set(raw, '{fields,email}', '"x@example.org"')
                where entity = 'contact'\
                """);

            assertThat(review().releaseAll(SHOP, null, kim)).isEqualTo(new QuarantineReview.Released(2, 1));
            assertThat(open()).isEqualTo(2);
            assertThat(review().releaseAll(null, CONTACT, kim)).isEqualTo(new QuarantineReview.Released(1, 0));
        }

        @Test
        void dismisses_a_change_once() {
            var number = quarantined(contact(CRM, "1", "Ada", "no-email", "Bonn"));

            review().dismiss(number, kim);

            assertThat(fixture.database.queryForObject(
                            "select state || ' by ' || decided_by || ': ' || decision from hub_ops.quarantine",
                            String.class))
                    .isEqualTo("dismissed by steward:kim: told by phone");
            assertThatThrownBy(() -> review().dismiss(number, kim))
                    .isInstanceOf(Stewardship.NotPossible.class)
                    .hasMessageContaining("no change " + number);
            assertThatThrownBy(() -> review().release(number, Map.of(), kim))
                    .isInstanceOf(Stewardship.NotPossible.class);
        }

        private long quarantined(Change change) {
            return ((Outcome.Quarantined) fixture.submit(change).getFirst()).number();
        }

        private QuarantineReview review() {
            return fixture.hub.quarantineReview();
        }
    }

    private long open() {
        return fixture.count("hub_ops.quarantine where state = 'open'");
    }

    private static Change partial(String localId, Map<String, String> fields) {
        var values = new LinkedHashMap<String, Value>();
        fields.forEach((name, value) -> values.put(name, Value.text(value)));
        var cause = Provenance.of("api");
        return new Change(CRM, CONTACT, localId, Change.Kind.UPSERT, false, values, null, null, null, null, cause);
    }

    private static Change delete(EntityName entity, String localId) {
        var cause = Provenance.of("api");
        return new Change(SHOP, entity, localId, Change.Kind.DELETE, true, Map.of(), null, null, null, null, cause);
    }

    @Test
    void a_steward_who_says_that_a_key_is_new_is_told_what_is_missing() {
        fixture.submit(contact(CRM, "3", "Ada", "ada@example.org", "Bonn"), contact(CRM, "4", "Bob", "b@x.org", "Ulm"));
        fixture.submit(upsert(CRM, CONTACT, "5", Map.of("email", "no address")));
        long number = Objects.requireNonNull(
                fixture.database.queryForObject("select number from hub_ops.quarantine", Long.class));
        var review = fixture.hub.quarantineReview();
        var cause = Provenance.of("steward:kim");

        asking("3", "4");
        assertThatThrownBy(() -> review.same(number, null, cause))
                .hasMessage("It is not said which key was the old one of change " + number
                        + ": 3, 4; name one of them as localId");
        assertThatThrownBy(() -> review.same(number, "9", cause))
                .hasMessage("9 is not one of the keys that may be the old one of change " + number
                        + ": 3, 4; name one of them as localId");
        asking("9");
        assertThatThrownBy(() -> review.same(number, null, cause))
                .hasMessage("Change " + number + " has no old key left that it may have had; release it or dismiss it");
    }

    private void asking(String... oldKeys) {
        fixture.database.update(
                "update hub_ops.quarantine set kind = 'waiting', sure = false, old_keys = ?", (Object) oldKeys);
    }
}
