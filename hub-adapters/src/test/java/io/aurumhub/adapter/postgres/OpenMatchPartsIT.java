package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CONTACT;
import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static io.aurumhub.adapter.postgres.HubFixture.ORDER;
import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static io.aurumhub.adapter.postgres.HubFixture.contact;
import static io.aurumhub.adapter.postgres.HubFixture.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Parts and repetitions of what a steward is asked about, and many of it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class OpenMatchPartsIT extends AmbiguousRows {

    private static Change part(EntityName entity, String localId, @Nullable String changeId, Map<String, String> by) {
        var fields = new LinkedHashMap<String, Value>();
        by.forEach((name, value) -> fields.put(name, Value.text(value)));
        return new Change(
                SHOP,
                entity,
                localId,
                Change.Kind.UPSERT,
                false,
                fields,
                null,
                null,
                null,
                changeId,
                new Provenance("system:shop", RUN, null, null));
    }

    private List<String> kept(String field) {
        return fixture.database.queryForList(
                "select raw -> 'fields' ->> ? from hub_ops.quarantine where state = 'open' and kind <> 'invalid'",
                String.class,
                field);
    }

    @Test
    void a_part_with_the_match_key_is_put_into_what_its_own_batch_has_asked_about() {
        fixture.submit(row("a"), row("b"));

        fixture.submit(
                part(CONTACT, "S-7", null, Map.of("city", "Ulm")),
                row("c"),
                part(CONTACT, "S-2", null, Map.of("email", MAIL)));

        assertThat(open()).containsExactly("shop S-2");
        assertThat(kept("name")).containsExactly("Ada Two");
        assertThat(kept("email")).containsExactly(MAIL);
    }

    @Test
    void a_part_without_the_match_key_makes_no_record_beside_what_its_own_batch_has_asked_about() {
        fixture.submit(row("a"), row("b"));

        fixture.submit(
                part(CONTACT, "S-7", null, Map.of("city", "Ulm")),
                row("c"),
                part(CONTACT, "S-2", null, Map.of("name", "Ada New")));

        assertThat(open()).containsExactly("shop S-2");
        assertThat(kept("name")).containsExactly("Ada New");
        assertThat(linked()).containsExactly("crm 1 + shop S-1");
    }

    @Test
    void a_part_is_put_into_what_waits_for_a_parent() {
        fixture.submit(upsert(SHOP, ORDER, "O-1", Map.of("number", "1001", "customer", "S-9")));

        assertThat(fixture.submit(part(ORDER, "O-1", null, Map.of("number", "1002"))))
                .singleElement()
                .isInstanceOf(Outcome.Waiting.class);
        assertThat(fixture.count("hub_read.golden_record")).isZero();
        fixture.submit(contact(SHOP, "S-9", "Zoe", "zoe@example.org", "Ulm"));

        await().untilAsserted(() -> assertThat(fixture.database.queryForList(
                        "select fields ->> 'number' from hub_read.golden_record where entity = 'order'", String.class))
                .containsExactly("1002"));
    }

    @Test
    void a_part_that_is_repeated_though_its_record_was_unlinked_closes_nothing() {
        firstReads();
        var first = part(CONTACT, "S-1", "evt-1", Map.of("name", "Ada One", "email", MAIL));
        fixture.submit(inRun(row("a"), RUN));
        fixture.submit(first);
        fixture.submit(inRun(row("c"), RUN));
        assertThat(open()).containsExactly("shop S-1", "shop S-2");

        assertThat(fixture.submit(first)).singleElement().isInstanceOf(Outcome.Duplicate.class);

        assertThat(open()).containsExactly("shop S-1", "shop S-2");
    }

    @Test
    void a_part_that_refers_to_what_is_not_known_yet_waits_for_that_and_is_asked_about_then() {
        fixture.submit(
                upsert(CRM, ORDER, "X-1", Map.of("number", "1001")),
                upsert(SHOP, ORDER, "O-1", Map.of("number", "1001")));
        fixture.submit(upsert(SHOP, ORDER, "O-2", Map.of("number", "1001")));
        assertThat(open()).containsExactly("shop O-2");

        assertThat(fixture.submit(part(ORDER, "O-2", null, Map.of("customer", "S-9"))))
                .singleElement()
                .isInstanceOf(Outcome.Waiting.class);
        assertThat(open()).isEmpty();
        assertThat(fixture.count("hub_ops.match_wait")).isZero();
        fixture.submit(contact(SHOP, "S-9", "Zoe", "zoe@example.org", "Ulm"));

        awaitOpen("shop O-2");
        assertThat(kept("customer")).containsExactly("S-9");
        assertThat(kept("number")).containsExactly("1001");
        fixture.hub.matchReview().separate(number("O-2"), KIM);
        assertThat(linked()).contains("shop O-2");
    }

    @Test
    void what_is_read_again_as_it_was_is_not_written_again() {
        fixture.submit(row("a"), row("b"));
        fixture.submit(row("c"));
        var before = version();

        fixture.submit(row("c"));

        assertThat(version()).isEqualTo(before);
        fixture.submit(contact(SHOP, "S-2", "Ada New", MAIL, "Trier"));
        assertThat(version()).isNotEqualTo(before);
        assertThat(kept("name")).containsExactly("Ada New");
    }

    private List<String> version() {
        return fixture.database.queryForList(
                "select xmin::text from hub_ops.quarantine union all select xmin::text from hub_ops.match_wait",
                String.class);
    }

    @Test
    void of_many_that_share_a_key_only_a_few_are_looked_at_when_one_is_settled() {
        fixture.submit(row("a"));
        fixture.submit(many(60));
        assertThat(open()).hasSize(60);
        var rows = new MatchRows(fixture.database);
        var key = Set.of(new HolderKey(CONTACT, "email|" + MAIL.length() + ":" + MAIL));

        assertThat(rows.onlyOnesOf(key)).isEmpty();
        assertThat(rows.withOneOf(key)).hasSize(KeyHolders.MOST_RIVALS);
        fixture.hub.matchReview().separate(number("S-0"), KIM);

        assertThat(open()).hasSize(59);
    }

    @Test
    void all_of_many_are_records_of_their_own_once_nobody_else_has_their_key() {
        fixture.submit(row("a"));
        fixture.submit(many(60));
        assertThat(open()).hasSize(60);

        fixture.submit(contact(CRM, "1", "Ada", "other@example.org", "Bonn"));

        awaitOpen();
        assertThat(linked()).hasSize(61);
        assertReplayed();
    }

    @Test
    void the_last_of_many_is_linked_when_all_others_are_gone() {
        fixture.submit(row("a"));
        fixture.submit(many(30));

        fixture.submit(IntStream.range(1, 30)
                .mapToObj(number -> HubFixture.gone(SHOP, CONTACT, "S-" + number))
                .toArray(Change[]::new));

        awaitOpen();
        assertThat(linked()).containsExactly("crm 1 + shop S-0");
    }

    private static Change[] many(int rows) {
        return IntStream.range(0, rows)
                .mapToObj(number -> contact(SHOP, "S-" + number, "Ada " + number, MAIL, "Ulm"))
                .toArray(Change[]::new);
    }
}
