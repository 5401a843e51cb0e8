package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CONTACT;
import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static io.aurumhub.adapter.postgres.HubFixture.ORDER;
import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static io.aurumhub.adapter.postgres.HubFixture.contact;
import static io.aurumhub.adapter.postgres.HubFixture.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.Value;
import java.util.LinkedHashMap;
import java.util.Map;
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
}
