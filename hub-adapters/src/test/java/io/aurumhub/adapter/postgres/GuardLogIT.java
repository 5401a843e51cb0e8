package io.aurumhub.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.connector.Guard;
import io.aurumhub.core.shared.SyncId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What one node has seen of a system's guard is known to the others, and to itself after a restart. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class GuardLogIT {

    private static final SyncId PRODUCTS = new SyncId("shop-products");
    private static final SyncId ORDERS = new SyncId("shop-orders");
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private GuardLog writing;
    private GuardLog asked;

    @BeforeEach
    void two_nodes() {
        var database = new JdbcTemplate(HubTables.migrated().dataSource());
        writing = new GuardLog(database);
        asked = new GuardLog(database);
    }

    @Test
    void a_node_that_has_not_written_knows_what_another_one_saw() {
        writing.note(PRODUCTS, new Guard.IfMatch(), NOW);
        writing.note(ORDERS, new Guard.OwnStatement(), NOW);

        assertThat(asked.all()).isEqualTo(Map.of(PRODUCTS, new Guard.IfMatch(), ORDERS, new Guard.OwnStatement()));
    }

    @Test
    void what_is_not_known_takes_nothing_back() {
        writing.note(PRODUCTS, new Guard.IfMatch(), NOW);
        asked.note(PRODUCTS, new Guard.NotKnown(), NOW);

        assertThat(asked.all()).containsEntry(PRODUCTS, new Guard.IfMatch());
    }

    @Test
    void best_effort_is_kept_without_the_times_that_another_node_measured() {
        var millisecond = Duration.ofMillis(1);
        writing.note(PRODUCTS, new Guard.BestEffort(new Guard.Window(7, millisecond, millisecond, millisecond)), NOW);

        assertThat(asked.all().get(PRODUCTS))
                .isInstanceOf(Guard.BestEffort.class)
                .extracting(Guard::words)
                .isEqualTo("best effort: read, compared, written");
    }

    @Test
    void what_has_changed_since_is_noted_anew() {
        writing.note(PRODUCTS, new Guard.IfMatch(), NOW);
        writing.note(PRODUCTS, new Guard.BestEffort(Guard.Window.NOT_MEASURED), NOW);
        writing.note(PRODUCTS, new Guard.IfMatch(), NOW);

        assertThat(asked.all()).containsEntry(PRODUCTS, new Guard.IfMatch());
    }
}
