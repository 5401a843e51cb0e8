package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CONTACT;
import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static io.aurumhub.adapter.postgres.HubFixture.ORDER;
import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static io.aurumhub.adapter.postgres.HubFixture.contact;
import static io.aurumhub.adapter.postgres.HubFixture.gone;
import static io.aurumhub.adapter.postgres.HubFixture.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.mapping.Mappings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Batch follows batch, each decided while the one before it is written: it must not show. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ManyBatchesIT {

    private static final int CHANGES = 6_000;

    /** Every record with all that the two hubs must agree on, whatever ids it has. */
    private static final String RECORDS = """
        select string_agg(c.system || ':' || coalesce(c.local_id, '-') || ':' || c.state || ':' || c.local
                          || ':' || (c.wanted > c.held), ' ' order by c.system, c.number)
               || ' ' || g.deleted || ' ' || g.revision || ' ' || (g.fields - 'customer')
               || ' ' || coalesce((select min(p.local_id) from hub_read.crosswalk p
                                   where p.record_id::text = g.fields ->> 'customer'), '-')
        from hub_read.golden_record g join hub_read.crosswalk c using (record_id)
        group by g.record_id, g.deleted, g.revision, g.fields order by 1\
        """;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    private Change any() {
        int person = random.nextInt(300);
        var system = random.nextInt(3) == 0 ? SHOP : CRM;
        var email = random.nextInt(40) == 0 ? "no email" : "p" + person + "@example.org";
        return switch (random.nextInt(20)) {
            case 0 -> gone(system, CONTACT, "L" + person);
            case 1, 2, 3 ->
                upsert(
                        SHOP,
                        ORDER,
                        "O" + random.nextInt(2_000),
                        Map.of("number", "N" + random.nextInt(2_000), "customer", "K" + random.nextInt(100)));
            default -> contact(system, "L" + person, "N" + random.nextInt(4), email, "C" + random.nextInt(3));
        };
    }

    private static List<Outcome> submit(HubFixture fixture, List<Change> changes, int atOnce) {
        var answers = new ArrayList<CompletableFuture<List<Outcome>>>();
        for (int from = 0; from < changes.size(); from += atOnce) {
            var answer = fixture.hub.intake().submit(changes.subList(from, Math.min(from + atOnce, changes.size())));
            answers.add(answer);
            if (atOnce < 100) {
                answer.join();
            }
        }
        return answers.stream().flatMap(answer -> answer.join().stream()).toList();
    }

    @Test
    void all_at_once_come_to_the_same_end_as_one_after_the_other() {
        var changes = new ArrayList<Change>();
        for (int i = 0; i < 100; i++) {
            changes.add(contact(SHOP, "K" + i, "Customer " + i, "k" + i + "@example.org", "Ulm"));
        }
        for (int i = 0; i < CHANGES; i++) {
            changes.add(any());
        }
        try (var atOnce = new HubFixture();
                var inTurn = new HubFixture()) {
            var some = submit(atOnce, changes, 1_000);
            var others = submit(inTurn, changes, 50);

            assertThat(some)
                    .as("seed %s", seed)
                    .map(Object::getClass)
                    .isEqualTo(others.stream().map(Object::getClass).toList());
            assertThat(atOnce.database.queryForList(RECORDS, String.class))
                    .as("seed %s", seed)
                    .isEqualTo(inTurn.database.queryForList(RECORDS, String.class));
            assertThat(atOnce.count("hub_ops.quarantine where state = 'open'"))
                    .as("seed %s", seed)
                    .isEqualTo(inTurn.count("hub_ops.quarantine where state = 'open'"));
            assertReplaysAsItIs(atOnce);
        }
    }

    @Test
    void of_two_nodes_that_get_in_each_others_way_lose_nothing() {
        var mine = new ArrayList<Change>();
        var theirs = new ArrayList<Change>();
        for (int i = 0; i < CHANGES; i++) {
            int person = random.nextInt(60);
            var email = "p" + person + "@example.org";
            mine.add(contact(CRM, "C" + person, "N" + i, email, "Bonn"));
            theirs.add(contact(SHOP, "S" + person, "M" + i, email, "Kiel"));
        }
        try (var fixture = new HubFixture();
                var second = PostgresHub.open(
                        fixture.source, new Mappings(HubFixture.definitions()), Clock.systemUTC(), "two")) {
            var answers = new ArrayList<CompletableFuture<List<Outcome>>>();
            for (int from = 0; from < CHANGES; from += 1_000) {
                answers.add(fixture.hub.intake().submit(mine.subList(from, from + 1_000)));
                answers.add(second.intake().submit(theirs.subList(from, from + 1_000)));
            }
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.join())
                            .hasOnlyElementsOfTypes(Outcome.Accepted.class, Outcome.Unchanged.class));

            var last = new HashMap<String, String>();
            mine.forEach(change ->
                    last.put(change.localId(), String.valueOf(change.fields().get("name"))));
            assertThat(fixture.database.queryForList(
                            "select c.local_id || ' ' || (g.fields ->> 'name') from hub_read.golden_record g"
                                    + " join hub_read.crosswalk c using (record_id) where c.system = 'crm'",
                            String.class))
                    .as("seed %s", seed)
                    .containsExactlyInAnyOrderElementsOf(last.entrySet().stream()
                            .map(one -> one.getKey() + " " + one.getValue())
                            .toList());
            assertReplaysAsItIs(fixture);
        }
    }

    private void assertReplaysAsItIs(HubFixture fixture) {
        assertThat(fixture.hub.replays().verify().tables()).isNotEmpty().allSatisfy(table -> {
            assertThat(table.missing()).as(table.name() + ", seed " + seed).isZero();
            assertThat(table.surplus()).as(table.name() + ", seed " + seed).isZero();
        });
    }
}
