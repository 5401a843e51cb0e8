package io.aurumhub.adapter.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.connector.Guard;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class OpenTimesTest {

    @Test
    void the_last_thousand_count_and_no_more_are_kept() {
        var times = new OpenTimes();
        for (int i = 0; i < 5_000; i++) {
            times.add(Duration.ofHours(1));
        }
        for (int millis = 1; millis <= OpenTimes.MOST; millis++) {
            times.add(Duration.ofMillis(millis));
        }

        assertThat(times.window())
                .isEqualTo(new Guard.Window(
                        1_000, Duration.ofMillis(500), Duration.ofMillis(990), Duration.ofMillis(1_000)));
        assertThat(new Guard.BestEffort(times.window()).words())
                .isEqualTo("best effort: read, compared, written; open for 500 ms (p50) to 990 ms (p99),"
                        + " at most 1,000 ms, over the last 1,000 writes");
    }

    @Test
    void one_time_is_all_of_them() {
        var times = new OpenTimes();
        assertThat(times.any()).isFalse();

        times.add(Duration.ofMillis(12));

        var time = Duration.ofMillis(12);
        assertThat(times.window()).isEqualTo(new Guard.Window(1, time, time, time));
    }
}
