package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CONTACT;
import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static io.aurumhub.adapter.postgres.HubFixture.ORDER;
import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static io.aurumhub.adapter.postgres.HubFixture.contact;
import static io.aurumhub.adapter.postgres.HubFixture.gone;
import static io.aurumhub.adapter.postgres.HubFixture.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A change waits, and one that its system made before comes late. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LateChangesIT extends AmbiguousRows {

    private static final Instant EARLY = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATE = EARLY.plusMillis(500);

    private static Change at(@Nullable Instant changedAt, Change change) {
        return HubFixture.said(change, changedAt, change.observedAt(), change.changeId());
    }

    private static Change order(String number) {
        return upsert(SHOP, ORDER, "O-1", Map.of("number", number, "customer", "S-9"));
    }

    private List<String> kept(String field) {
        return fixture.database.queryForList(
                "select raw -> 'fields' ->> ? from hub_ops.quarantine where state = 'open' order by number",
                String.class,
                field);
    }

    @Test
    void what_waits_for_a_parent_is_taken_in_as_it_was_made_last() {
        fixture.submit(at(LATE, order("new")));
        assertThat(fixture.submit(at(EARLY, order("old")))).singleElement().isInstanceOf(Outcome.Waiting.class);
        assertThat(kept("number")).containsExactly("new");

        fixture.submit(contact(SHOP, "S-9", "Eve", "eve@example.org", "Ulm"));

        await().untilAsserted(() -> assertThat(fixture.database.queryForList(
                        "select fields ->> 'number' from hub_read.golden_record where entity = 'order'", String.class))
                .containsExactly("new"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"the same time", "no time at first", "no time now", "a later time"})
    void what_comes_last_counts_where_it_is_not_known_to_be_older(String times) {
        fixture.submit(at(times.equals("no time at first") ? null : EARLY, order("first")));
        fixture.submit(at(
                switch (times) {
                    case "the same time" -> EARLY;
                    case "no time now" -> null;
                    default -> LATE;
                },
                order("second")));

        assertThat(kept("number")).containsExactly("second");
    }

    @Test
    void what_a_steward_is_asked_about_is_known_once_an_older_change_has_told_what_it_is() {
        fixture.submit(row("a"), row("b"));
        fixture.submit(at(LATE, contact(SHOP, "S-2", "Ada New", MAIL, "Trier")));

        assertThat(fixture.submit(at(EARLY, contact(SHOP, "S-2", "Ada Old", "other@example.org", "Trier"))))
                .singleElement()
                .isInstanceOf(Outcome.Accepted.class);

        awaitOpen();
        assertThat(names("S-2")).containsExactly("Ada New");
    }

    @Test
    void what_a_steward_is_asked_about_stays_as_it_was_made_last() {
        fixture.submit(row("a"), row("b"));
        fixture.submit(at(LATE, contact(SHOP, "S-2", "Ada New", MAIL, "Trier")));

        fixture.submit(at(EARLY, contact(SHOP, "S-2", "Ada Old", MAIL, "Trier")));

        assertThat(kept("name")).containsExactly("Ada New");
        assertThat(fixture.count("hub_ops.match_wait")).isOne();
    }

    @Test
    void an_older_part_is_not_put_into_it() {
        fixture.submit(row("a"), row("b"));
        fixture.submit(at(LATE, contact(SHOP, "S-2", "Ada New", MAIL, "Trier")));
        var whole = contact(SHOP, "S-2", "Ada Old", MAIL, "Trier");
        var part = new Change(
                SHOP,
                CONTACT,
                "S-2",
                Change.Kind.UPSERT,
                false,
                Map.of("name", whole.fields().get("name")),
                null,
                EARLY,
                null,
                null,
                whole.cause());

        fixture.submit(part);

        assertThat(kept("name")).containsExactly("Ada New");
    }

    @Test
    void a_mistake_stays_in_sight_though_an_older_change_without_one_comes_in() {
        fixture.submit(at(LATE, contact(CRM, "1", "Ada", "no e-mail", "Bonn")));

        assertThat(fixture.submit(at(EARLY, contact(CRM, "1", "Ada", MAIL, "Bonn"))))
                .singleElement()
                .isInstanceOf(Outcome.Accepted.class);

        assertThat(kept("email")).containsExactly("no e-mail");
        fixture.submit(at(LATE.plusMillis(1), contact(CRM, "1", "Ada", "ada@example.com", "Bonn")));
        assertThat(kept("email")).isEmpty();
    }

    @Test
    void an_older_delete_takes_nothing_away() {
        fixture.submit(at(LATE, order("new")));

        fixture.submit(at(EARLY, gone(SHOP, ORDER, "O-1")));

        assertThat(kept("number")).containsExactly("new");
        fixture.submit(at(LATE, gone(SHOP, ORDER, "O-1")));
        assertThat(kept("number")).isEmpty();
    }
}
