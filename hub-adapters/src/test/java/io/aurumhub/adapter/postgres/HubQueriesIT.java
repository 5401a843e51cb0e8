package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubTables.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import io.aurumhub.adapter.postgres.WorkQueries.ConflictFilter;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.Deletes;
import io.aurumhub.core.definition.DeliverySettings;
import io.aurumhub.core.definition.Detection;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.DriftMode;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HubQueriesIT {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final EntityName CONTACT = new EntityName("contact");

    private HubTables tables;
    private HubQueries queries;

    @BeforeEach
    void an_empty_hub_with_two_systems() {
        var source = HubTables.migrated().dataSource();
        tables = HubTables.in(source);
        queries = HubQueries.of(source, twoSystems(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Nested
    class Records {

        @Test
        void shows_fields_origin_and_copies() {
            tables.record(id(1), "contact", """
                {"email": "ann@example.com", "credit": 10.50, "vip": true, "phone": null}\
                """, """
                {"email": {"r": 2, "s": "crm", "t": "2026-02-01T10:00:00Z"}}\
                """, NOW)
                    .copy(id(1), "crm", "contact", "C-1", """
                        {"mail": "ann@example.com"}\
                        """)
                    .copy(id(1), "shop", "contact", "77", """
                        {"e_mail": "ann@example.com"}\
                        """)
                    .refused(id(1), "shop", "e_mail is taken");

            var record = queries.records().record(new GoldenRecordId(id(1))).orElseThrow();

            assertThat(record.fields())
                    .isEqualTo(Map.of(
                            "email", Value.text("ann@example.com"),
                            "credit", Value.of(10.5),
                            "vip", Value.flag(true),
                            "phone", Value.nothing()));
            assertThat(record.provenance().get("email"))
                    .isEqualTo(new RecordQueries.Origin(2L, "crm", "2026-02-01T10:00:00Z"));
            assertThat(record.copies()).extracting("system").containsExactly("crm", "shop");
            assertThat(record.copies().getLast().refused()).isEqualTo("e_mail is taken");
            assertThat(record.copies().getLast().local()).containsEntry("e_mail", Value.text("ann@example.com"));
        }

        @Test
        void an_unknown_record_is_empty() {
            assertThat(queries.records().record(new GoldenRecordId(id(1)))).isEmpty();
        }

        @Test
        void are_found_by_the_key_of_their_system() {
            tables.record(id(1), "contact", "{}", "{}", NOW).copy(id(1), "crm", "contact", "C/1", "{}");

            assertThat(queries.records().linked(new SystemId("crm"), CONTACT, "C/1"))
                    .contains(new GoldenRecordId(id(1)));
            assertThat(queries.records().linked(new SystemId("shop"), CONTACT, "C/1"))
                    .isEmpty();
        }

        @Test
        void are_found_by_typed_field_values_and_never_when_deleted() {
            tables.record(id(1), "contact", """
                {"city": "Ulm", "credit": 10}\
                """, "{}", NOW)
                    .record(id(2), "contact", """
                        {"city": "Ulm", "credit": 10.00}\
                        """, "{}", NOW)
                    .record(id(3), "contact", """
                        {"city": "Bonn", "credit": 10}\
                        """, "{}", NOW)
                    .record(id(4), "product", """
                        {"city": "Ulm", "credit": 10}\
                        """, "{}", NOW)
                    .record(id(5), "contact", """
                        {"city": "Ulm", "credit": 10}\
                        """, "{}", NOW)
                    .deleted(id(5));

            var found = queries.records()
                    .search(
                            CONTACT,
                            Map.of("city", Value.text("Ulm"), "credit", Value.number(10)),
                            Slice.Wanted.first(50));

            assertThat(found.items()).extracting("id").containsExactly(id(1), id(2));
            assertThat(found.next()).isNull();
        }

        @Test
        void a_value_cannot_break_out_of_the_query() {
            tables.record(id(1), "contact", "{}", "{}", NOW);

            var found = queries.records()
                    .search(
                            CONTACT,
                            Map.of("city\" '; drop schema hub_read --", Value.text("'} or 1=1 --")),
                            Slice.Wanted.first(50));

            assertThat(found.items()).isEmpty();
            assertThat(queries.records().record(new GoldenRecordId(id(1)))).isPresent();
        }
    }

    @Nested
    class Paging {

        @Test
        void walks_every_record_once() {
            for (int number = 1; number <= 5; number++) {
                tables.record(id(number), "contact", "{}", "{}", NOW);
            }
            var seen = new ArrayList<UUID>();
            var page = queries.records().search(CONTACT, Map.of(), Slice.Wanted.first(2));
            seen.addAll(
                    page.items().stream().map(RecordQueries.RecordSummary::id).toList());
            while (page.next() != null) {
                page = queries.records().search(CONTACT, Map.of(), new Slice.Wanted(2, page.next()));
                seen.addAll(page.items().stream()
                        .map(RecordQueries.RecordSummary::id)
                        .toList());
            }
            assertThat(seen).containsExactly(id(1), id(2), id(3), id(4), id(5));
        }

        @Test
        void walks_conflicts_of_the_same_moment_newest_first() {
            tables.conflict(id(1), 2, "email", "a", "b", NOW)
                    .conflict(id(1), 2, "zip code", "a", "b", NOW)
                    .conflict(id(2), 4, "email", "a", "b", NOW)
                    .conflict(id(2), 3, "email", "a", "b", NOW.plusNanos(1_000));
            var seen = new ArrayList<String>();
            var wanted = Slice.Wanted.first(1);
            while (true) {
                var page = queries.work().conflicts(ConflictFilter.any(), wanted);
                page.items().forEach(row -> seen.add(row.revision() + " " + row.field()));
                if (page.next() == null) {
                    break;
                }
                wanted = new Slice.Wanted(1, page.next());
            }
            assertThat(seen).containsExactly("3 email", "4 email", "2 zip code", "2 email");
        }

        @Test
        void refuses_a_cursor_of_its_own_making() {
            for (var cursor : List.of("%%%", "aGVsbG8", "")) {
                assertThatThrownBy(() -> queries.records().search(CONTACT, Map.of(), new Slice.Wanted(1, cursor)))
                        .isInstanceOf(Slice.NotReadable.class)
                        .hasMessageContaining("cursor");
                assertThatThrownBy(() -> queries.work().runs(null, new Slice.Wanted(1, cursor)))
                        .isInstanceOf(Slice.NotReadable.class);
            }
        }

        @Test
        void has_a_largest_page() {
            assertThatThrownBy(() -> Slice.Wanted.first(201)).hasMessageContaining("between 1 and 200");
            assertThatThrownBy(() -> Slice.Wanted.first(0)).hasMessageContaining("between 1 and 200");
        }
    }

    @Nested
    class Work {

        @Test
        void tells_due_retrying_and_refused_deliveries_apart() {
            for (int number = 1; number <= 4; number++) {
                tables.record(id(number), "contact", "{}", "{}", NOW)
                        .copy(id(number), "shop", "contact", "S" + number, "{}");
            }
            tables.due(id(1), "shop", 0, null)
                    .due(id(2), "shop", 3, "timed out")
                    .refused(id(3), "shop", "name too long");

            assertThat(states(DeliveryState.OPEN)).containsExactly("due", "retrying", "refused");
            assertThat(states(DeliveryState.DUE)).containsExactly("due", "retrying");
            assertThat(states(DeliveryState.RETRYING)).containsExactly("retrying");
            assertThat(states(DeliveryState.REFUSED)).containsExactly("refused");
            assertThat(queries.deliveries()
                            .list(DeliveryState.OPEN, "crm", Slice.Wanted.first(9))
                            .items())
                    .isEmpty();
        }

        private List<String> states(DeliveryState state) {
            return queries.deliveries().list(state, "shop", Slice.Wanted.first(9)).items().stream()
                    .map(DeliveryQueries.DeliveryView::state)
                    .toList();
        }

        @Test
        void filters_conflicts() {
            tables.conflict(id(1), 2, "email", "a", "b", NOW).conflict(id(2), 2, "email", "a", "b", NOW);

            assertThat(queries.work()
                            .conflicts(ConflictFilter.of(id(2)), Slice.Wanted.first(9))
                            .items())
                    .singleElement()
                    .satisfies(row -> {
                        assertThat(row.record()).isEqualTo(id(2));
                        assertThat(row.winner()).isEqualTo(new WorkQueries.Side("crm", Value.text("a")));
                        assertThat(row.loser()).isEqualTo(new WorkQueries.Side("shop", Value.text("b")));
                    });
            assertThat(queries.work()
                            .conflicts(new ConflictFilter(null, "overturned", null, null), Slice.Wanted.first(9))
                            .items())
                    .isEmpty();
            assertThat(queries.work()
                            .conflicts(new ConflictFilter(null, "decided", "contact", "shop"), Slice.Wanted.first(9))
                            .items())
                    .hasSize(2);
        }

        @Test
        void shows_runs_and_quarantine() {
            tables.run(id(1), "crm-contacts", "done", NOW, null)
                    .run(id(2), "shop-contacts", "failed", NOW.plusSeconds(1), "refused")
                    .quarantined("shop", "S1", "invalid", """
                        ["dob: '31.02.1980' is not a date", "email is missing"]\
                        """);

            assertThat(queries.work().runs(null, Slice.Wanted.first(9)).items())
                    .extracting("id")
                    .containsExactly(id(2), id(1));
            assertThat(queries.work()
                            .runs("crm-contacts", Slice.Wanted.first(9))
                            .items())
                    .hasSize(1);
            assertThat(queries.work().run(id(2)).orElseThrow().error()).isEqualTo("refused");
            assertThat(queries.work()
                            .quarantine("open", "shop", Slice.Wanted.first(9))
                            .items())
                    .singleElement()
                    .satisfies(row -> assertThat(row.reasons())
                            .containsExactly("dob: '31.02.1980' is not a date", "email is missing"));
            assertThat(queries.work()
                            .quarantine("released", null, Slice.Wanted.first(9))
                            .items())
                    .isEmpty();
        }
    }

    private static Definitions twoSystems() {
        return Definitions.of(
                List.of(
                        new SystemDefinition(new SystemId("shop"), 2, "rest", Map.of()),
                        new SystemDefinition(new SystemId("crm"), 1, "jdbc", Map.of())),
                List.of(new EntityDefinition(CONTACT, Map.of(), List.of())),
                List.of(sync("crm"), sync("shop")),
                "version");
    }

    private static SyncDefinition sync(String system) {
        var id = new SyncId(system + "-contacts");
        return new SyncDefinition(
                id,
                new SystemId(system),
                CONTACT,
                Direction.BOTH,
                new Resource(id, Map.of(), Set.of()),
                Detection.pollEvery(Duration.ofSeconds(1)),
                Map.of(),
                Deletes.USUAL,
                List.of(),
                null,
                DriftMode.IGNORE,
                Map.of(),
                DeliverySettings.USUAL);
    }
}
