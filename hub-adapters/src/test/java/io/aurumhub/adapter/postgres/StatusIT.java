package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubTables.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import io.aurumhub.adapter.postgres.StatusView.SyncView;
import io.aurumhub.adapter.postgres.StatusView.SystemView;
import io.aurumhub.adapter.postgres.StatusView.ToDo;
import io.aurumhub.adapter.postgres.WorkQueries.ConflictFilter;
import io.aurumhub.adapter.postgres.WorkQueries.QuarantineFilter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * crm and shop share contacts and are polled; the shop's orders come by webhook; the depot stops at what it refuses.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class StatusIT {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Slice.Wanted ALL = Slice.Wanted.first(99);

    private HubTables tables;
    private HubQueries queries;

    @BeforeEach
    void everything_is_read_and_one_contact_is_everywhere() {
        var source = HubTables.migrated().dataSource();
        tables = HubTables.in(source);
        queries = HubQueries.of(source, StatusDefinitions.definitions(), Clock.fixed(NOW, ZoneOffset.UTC));
        tables.read("crm-contacts", true, null, NOW)
                .read("shop-contacts", true, null, NOW)
                .record(id(1), "contact", "{}", "{}", NOW.minusSeconds(90))
                .copy(id(1), "crm", "contact", "C1", "{}")
                .copy(id(1), "shop", "contact", "S1", "{}");
    }

    private StatusView status() {
        return queries.status().status();
    }

    private SystemView system(String name) {
        return status().systems().stream()
                .filter(system -> system.id().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private SyncView sync(String name) {
        return status().systems().stream()
                .flatMap(system -> system.syncs().stream())
                .filter(sync -> sync.id().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void waitsForAPerson(String what, long count, String words) {
        var status = status();
        assertThat(status.state()).isEqualTo("waiting for a person");
        assertThat(status.converged()).isFalse();
        assertThat(status.moving()).isFalse();
        assertThat(status.toDo())
                .extracting(ToDo::what, ToDo::count, ToDo::words)
                .containsExactly(tuple(what, count, words));
    }

    @Nested
    class Is_converged {

        @Test
        void when_all_is_read_and_nothing_is_due_or_waits() {
            var status = status();

            assertThat(status.state()).isEqualTo("converged");
            assertThat(status.converged()).isTrue();
            assertThat(status.moving()).isFalse();
            assertThat(status.toDo()).isEmpty();
            assertThat(status.trouble()).isEmpty();
            assertThat(status.systems()).extracting(SystemView::id).containsExactly("crm", "shop", "depot");
            assertThat(status.systems()).extracting(SystemView::records).containsExactly(1L, 1L, 0L);
            assertThat(status.systems()).extracting(SystemView::state).containsOnly("converged");
            assertThat(status.systems())
                    .flatExtracting(SystemView::syncs)
                    .extracting("state")
                    .hasSize(4)
                    .containsOnly("converged");
            assertThat(status.entities()).contains(new StatusView.EntityView("contact", 1));
        }

        @Test
        void with_what_somebody_has_decided() {
            tables.skipped(id(1), "shop", "name too long")
                    .conflict(id(1), 2, "email", "a", "b", NOW)
                    .record(id(2), "contact", "{}", "{}", NOW)
                    .copy(id(2), "shop", "contact", "S2", "{}")
                    .deleted(id(2))
                    .quarantined("shop", "S3", "invalid", "[]");
            tables.client()
                    .sql("update hub_ops.quarantine set state = 'dismissed'")
                    .update();

            var status = status();

            assertThat(status.state()).isEqualTo("converged");
            assertThat(status.skipped()).isEqualTo(1);
            assertThat(system("shop").skipped()).isEqualTo(1);
            assertThat(status.conflicts()).isEqualTo(1);
        }
    }

    @Nested
    class Waits_for_a_person {

        @Test
        void while_a_delivery_is_refused() {
            tables.refused(id(1), "shop", "name too long");

            waitsForAPerson("refused", 1, "1 refused delivery");
            assertThat(status().refused()).isEqualTo(1);
            assertThat(status().stuck()).isEqualTo(1);
            assertThat(system("crm").state()).isEqualTo("converged");
            assertThat(system("shop").state()).isEqualTo("waiting for a person");
            assertThat(system("shop").toDo())
                    .containsExactly(new ToDo(
                            "refused",
                            1,
                            "1 refused delivery",
                            "/api/v1/deliveries?state=refused&system=shop",
                            "/deliveries?state=refused&system=shop"));
            assertThat(sync("shop-orders").state()).isEqualTo("converged");
        }

        @Test
        void while_a_conflict_is_open_that_both_systems_know_and_the_hub_counts_once() {
            tables.openConflict(id(1), 2, "email", NOW);

            waitsForAPerson("open", 1, "1 open conflict");
            assertThat(system("crm").toDo()).extracting(ToDo::count).containsExactly(1L);
            assertThat(system("shop").toDo()).extracting(ToDo::count).containsExactly(1L);
            assertThat(system("depot").state()).isEqualTo("converged");
        }

        @Test
        void while_a_change_is_quarantined() {
            tables.quarantined("shop", "S3", "invalid", "[]").quarantined("shop", "S4", "unreadable", "[]");

            waitsForAPerson("quarantined", 2, "2 changes in quarantine");
            assertThat(sync("shop-contacts").toDo())
                    .extracting(ToDo::href)
                    .containsExactly("/api/v1/quarantine?state=open&waiting=false&system=shop&entity=contact");
        }

        @Test
        void while_a_change_has_waited_for_another_record_for_too_long() {
            tables.quarantined("shop", "S3", "waiting", "[]");
            tables.client()
                    .sql("update hub_ops.quarantine set at = :at")
                    .param("at", Columns.time(NOW.minus(Duration.ofHours(25))))
                    .update();

            waitsForAPerson("overdue", 1, "1 overdue change");
            assertThat(status().waiting()).isEqualTo(1);
        }

        @Test
        void while_deletes_are_held() {
            tables.held("shop-contacts", 12, 30, NOW);

            waitsForAPerson("held", 12, "12 held deletes");
            assertThat(sync("shop-contacts").state()).isEqualTo("waiting for a person");
            assertThat(sync("crm-contacts").state()).isEqualTo("converged");
            tables.client()
                    .sql("update hub_ops.held_deletes set approved = vanished")
                    .update();
            assertThat(status().state()).isEqualTo("converged");
        }

        @Test
        void also_for_what_belongs_to_no_sync_any_more() {
            tables.quarantined("former", "S3", "invalid", "[]").held("former-contacts", 2, 3, NOW);

            assertThat(status().toDo()).extracting(ToDo::what).containsExactly("quarantined", "held");
            assertThat(status().systems()).extracting(SystemView::state).containsOnly("converged");
        }

        @Test
        void and_says_that_other_things_move() {
            tables.refused(id(1), "shop", "name too long").due(id(1), "crm", 0, null);

            assertThat(status().state()).isEqualTo("waiting for a person");
            assertThat(status().moving()).isTrue();
            assertThat(system("crm").state()).isEqualTo("moving");
        }

        @Test
        void where_a_refused_delivery_stops_its_sync_and_then_nothing_moves_there() {
            tables.copy(id(1), "depot", "contact", "D1", "{}")
                    .refused(id(1), "depot", "no such shelf")
                    .record(id(2), "contact", "{}", "{}", NOW)
                    .copy(id(2), "depot", "contact", "D2", "{}")
                    .due(id(2), "depot", 0, null);

            assertThat(status().state()).isEqualTo("waiting for a person");
            assertThat(status().moving()).isFalse();
            assertThat(system("depot").error())
                    .isEqualTo("depot-contacts is stopped because of record " + id(1) + ": no such shelf");
        }

        @Test
        void and_each_count_is_what_the_filters_find() {
            tables.refused(id(1), "shop", "name too long")
                    .openConflict(id(1), 2, "email", NOW)
                    .conflict(id(1), 3, "phone", "a", "b", NOW)
                    .quarantined("shop", "S3", "invalid", "[]")
                    .quarantined("shop", "S4", "waiting", "[]");

            assertThat(status().toDo())
                    .extracting(ToDo::what, ToDo::count)
                    .containsExactly(tuple("refused", 1L), tuple("open", 1L), tuple("quarantined", 1L));
            assertThat(queries.deliveries()
                            .list(DeliveryState.REFUSED, null, ALL)
                            .items())
                    .hasSize(1);
            assertThat(queries.deliveries().list(DeliveryState.STUCK, null, ALL).items())
                    .hasSize(1);
            assertThat(queries.work()
                            .conflicts(new ConflictFilter(null, "open", null, null), ALL)
                            .items())
                    .hasSize(1);
            assertThat(quarantine("shop", "contact", false)).isEqualTo(1);
            assertThat(quarantine("shop", "contact", true)).isEqualTo(1);
            assertThat(quarantine("shop", "order", null)).isZero();
        }

        private int quarantine(String system, String entity, @Nullable Boolean waiting) {
            var filter = new QuarantineFilter("open", system, entity, waiting, null);
            return queries.work().quarantine(filter, ALL).items().size();
        }
    }

    @Nested
    class Moves {

        @Test
        void until_every_source_was_read() {
            tables.read("crm-contacts", false, null, NOW);

            assertThat(status().state()).isEqualTo("moving");
            assertThat(status().converged()).isFalse();
            assertThat(sync("crm-contacts").state()).isEqualTo("moving");
        }

        @Test
        void while_something_is_due_and_sees_it_at_once() {
            assertThat(status().state()).isEqualTo("converged");

            tables.due(id(1), "shop", 0, null);

            assertThat(status().state()).isEqualTo("moving");
            assertThat(status().due()).isEqualTo(1);
            assertThat(system("shop").lagSeconds()).isEqualTo(90);
        }

        @Test
        void while_a_change_or_a_delivery_waits_for_another_record() {
            tables.quarantined("shop", "S2", "waiting", "[]");
            assertThat(status().state()).isEqualTo("moving");
            assertThat(status().waiting()).isEqualTo(1);
            assertThat(status().quarantine()).isZero();

            tables.due(id(1), "shop", 0, "waits for customer");
            assertThat(status().state()).isEqualTo("moving");
            assertThat(status().retrying()).isZero();
        }

        @Test
        void when_a_delivery_goes_again_because_somebody_was_faster() {
            tables.due(id(1), "shop", 1, DueDeliveries.GOES_AGAIN + "overtaken by a change in shop");

            assertThat(status().state()).isEqualTo("moving");
            assertThat(status().stuck()).isZero();
        }
    }

    @Nested
    class Is_in_trouble {

        @Test
        void while_a_delivery_fails_and_is_tried_again() {
            tables.due(id(1), "shop", 2, "timed out");

            assertThat(status().state()).isEqualTo("in trouble");
            assertThat(status().moving()).isTrue();
            assertThat(status().trouble())
                    .containsExactly(new StatusView.Trouble("shop", "shop-contacts", "writing", "timed out"));
            assertThat(system("shop"))
                    .extracting("stuck", "error", "lagSeconds")
                    .containsExactly(1L, "timed out", 90L);
            assertThat(system("crm").state()).isEqualTo("converged");
        }

        @Test
        void while_a_system_does_not_answer_at_all_which_uses_up_no_attempt() {
            tables.due(id(1), "shop", 0, "connection refused");

            assertThat(status().state()).isEqualTo("in trouble");
            assertThat(status().retrying()).isEqualTo(1);
            assertThat(queries.deliveries()
                            .list(DeliveryState.RETRYING, "shop", ALL)
                            .items())
                    .extracting("state")
                    .containsExactly("retrying");
        }

        @Test
        void while_a_source_cannot_be_read() {
            tables.read("crm-contacts", false, "password authentication failed", NOW.minusSeconds(30));

            assertThat(status().state()).isEqualTo("in trouble");
            assertThat(status().converged()).isFalse();
            assertThat(system("crm").error()).isEqualTo("password authentication failed");
            assertThat(system("crm").lagSeconds()).isEqualTo(30);
            assertThat(sync("crm-contacts").trouble()).extracting("doing").containsExactly("reading");
        }

        @Test
        void also_where_the_source_is_not_polled() {
            tables.read("shop-orders", true, "answered 500", NOW);

            assertThat(status().state()).isEqualTo("in trouble");
            assertThat(sync("shop-orders").state()).isEqualTo("in trouble");
            assertThat(sync("shop-contacts").state()).isEqualTo("converged");
        }

        @Test
        void rather_than_waiting_for_a_person_and_tells_both() {
            tables.refused(id(1), "shop", "name too long").due(id(1), "crm", 1, "timed out");

            assertThat(status().state()).isEqualTo("in trouble");
            assertThat(status().toDo()).hasSize(1);
        }
    }

    @Test
    void the_marker_moves_when_something_happens_and_only_then() {
        var before = queries.status().marker();
        assertThat(queries.status().marker()).isEqualTo(before);

        tables.read("crm-contacts", true, "connection refused", NOW);
        var failing = queries.status().marker();
        assertThat(failing).isNotEqualTo(before);

        tables.held("crm-contacts", 12, 30, NOW);
        assertThat(queries.status().marker()).isNotEqualTo(failing);
    }
}
