package io.aurumhub.adapter.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records whose time of change is none are counted where the API is asked by it, and hide nothing of the others. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class UnmarkedRecordsIT {

    private static final Instant THEN = Instant.parse("2026-01-05T10:00:00Z");

    private RestStage stage;

    @BeforeEach
    void open() {
        stage = RestStage.rich(TestApi.Pages.WHOLE);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "n/a", "zzz", "0000-00-00", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z"})
    void a_word_or_a_time_of_another_age_hides_no_later_change(String odd) {
        var id = stage.add(Map.of("name", Value.text("Ann")), THEN);
        var other = stage.add(Map.of("name", Value.text("Bob")), THEN);
        stage.api().show(other, "updated_at", Value.text(odd));

        var first = stage.reader().read(stage.resource(), null, Duration.ZERO, 100);
        assertThat(ids(first.records())).containsExactlyInAnyOrder(id, other);
        assertThat(first.unmarked()).isEqualTo(1);

        stage.edit(id, Map.of("name", Value.text("Anna")), THEN.plusSeconds(60));
        var second = stage.reader().read(stage.resource(), first.next(), Duration.ZERO, 100);
        assertThat(ids(second.records())).contains(id);
    }

    @Test
    void without_a_time_it_counts_and_with_null_too() {
        stage.add(Map.of("name", Value.text("Ann")), THEN);
        var other = stage.add(Map.of("name", Value.text("Bob")), THEN);
        stage.api().show(other, "updated_at", Value.nothing());
        assertThat(stage.reader()
                        .read(stage.resource(), null, Duration.ZERO, 100)
                        .unmarked())
                .isEqualTo(1);
    }

    @Test
    void where_each_poll_asks_for_everything_it_does_not_matter() {
        try (var all = RestStage.of(TestApi.Habits.usual(TestApi.Pages.WHOLE), Map.of("changed", "updated_at"))) {
            var id = all.add(Map.of("name", Value.text("Ann")), THEN);
            all.api().show(id, "updated_at", Value.nothing());
            var first = all.reader().read(all.resource(), null, Duration.ZERO, 100);
            assertThat(first.unmarked()).isZero();
            var again = all.reader().read(all.resource(), first.next(), Duration.ZERO, 100);
            assertThat(ids(again.records())).contains(id);
        }
    }

    @Test
    void a_pointer_that_an_earlier_version_let_run_ahead_reads_everything_anew() {
        var id = stage.add(Map.of("name", Value.text("Ann")), THEN);
        var ahead = new Pointer("{\"since\":\"9999-12-31T23:59:59Z\"}");
        assertThat(ids(stage.reader()
                        .read(stage.resource(), ahead, Duration.ZERO, 100)
                        .records()))
                .containsExactly(id);
    }

    private static List<String> ids(List<LocalRecord> records) {
        return records.stream().map(LocalRecord::localId).toList();
    }
}
