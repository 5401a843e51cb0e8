package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubTables.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FieldSearchIT {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final EntityName CONTACT = new EntityName("contact");
    private static final int MOST_TO_SORT = 3;

    private HubTables tables;
    private FieldSearch search;

    @BeforeEach
    void a_search_that_takes_more_than_three_for_many() {
        var source = HubTables.migrated().dataSource();
        tables = HubTables.in(source);
        search = new FieldSearch(JdbcClient.create(source), MOST_TO_SORT);
    }

    @Test
    void what_few_hold_comes_in_the_order_of_ids_page_by_page() {
        in("Ulm", 3, 1, 2);
        in("Bonn", 4, 5);

        assertThat(found("Ulm", null, 2)).containsExactly(id(1), id(2));
        assertThat(found("Ulm", id(2), 2)).containsExactly(id(3));
        assertThat(found("Ulm", id(3), 2)).isEmpty();
        assertThat(found("Rome", null, 2)).isEmpty();
    }

    @Test
    void what_many_hold_comes_in_the_order_of_ids_page_by_page() {
        in("Ulm", 9, 8, 7, 6, 5, 4, 3, 2, 1);

        for (int time = 1; time <= 2; time++) {
            assertThat(found("Ulm", null, 4)).containsExactly(id(1), id(2), id(3), id(4));
            assertThat(found("Ulm", id(4), 4)).containsExactly(id(5), id(6), id(7), id(8));
            assertThat(found("Ulm", id(8), 4)).containsExactly(id(9));
            assertThat(found("Ulm", id(9), 4)).isEmpty();
        }
    }

    @Test
    void a_page_in_the_middle_of_what_many_hold_can_be_the_first_that_is_asked_for() {
        in("Ulm", 9, 8, 7, 6, 5, 4, 3, 2, 1);

        assertThat(found("Ulm", id(8), 4)).containsExactly(id(9));
        assertThat(found("Ulm", id(2), 4)).containsExactly(id(3), id(4), id(5), id(6));
    }

    @Test
    void what_many_held_is_found_when_few_hold_it() {
        in("Ulm", 5, 4, 3, 2, 1);
        assertThat(found("Ulm", null, 2)).containsExactly(id(1), id(2));

        List.of(id(1), id(2), id(3), id(4)).forEach(tables::deleted);

        assertThat(found("Ulm", null, 2)).containsExactly(id(5));
        assertThat(found("Ulm", null, 2)).containsExactly(id(5));
    }

    @Test
    void records_of_another_entity_do_not_count() {
        in("Ulm", 2, 1);
        for (int number = 3; number < 9; number++) {
            tables.record(id(number), "product", fields("Ulm"), "{}", NOW);
        }

        assertThat(found("Ulm", null, 9)).containsExactly(id(1), id(2));
    }

    private void in(String city, int... numbers) {
        IntStream.of(numbers).forEach(number -> tables.record(id(number), "contact", fields(city), "{}", NOW));
    }

    private static String fields(String city) {
        return "{\"city\": \"%s\"}".formatted(city);
    }

    private List<UUID> found(String city, @org.jspecify.annotations.Nullable UUID after, int rows) {
        return search.find(CONTACT, Map.of("city", Value.text(city)), after, rows).stream()
                .map(RecordQueries.RecordSummary::id)
                .toList();
    }
}
