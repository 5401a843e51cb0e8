package io.aurumhub.api.engine;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The engine's patience and sizes.
 *
 * @param pageSize records read at once
 * @param batchSize deliveries written at once
 * @param retryFirst pause after a first failed attempt at a record, doubled with each further one
 * @param retryLongest no pause is longer
 * @param idle how long a delivery worker sleeps at most without a signal
 * @param mostVanished a delete scan that finds more records vanished than this stops and asks, if they are also more
 *     than a fifth of all
 */
@Validated
@ConfigurationProperties("hub.engine")
record EngineSettings(
        @DefaultValue("500") @Min(1) @Max(1000) int pageSize,
        @DefaultValue("200") @Min(1) @Max(200) int batchSize,
        @DefaultValue("1s") Duration retryFirst,
        @DefaultValue("5m") Duration retryLongest,
        @DefaultValue("2s") Duration idle,
        @DefaultValue("50") @Min(1) int mostVanished) {

    /** As many of them each time as are read at once. */
    List<List<String>> pages(List<String> localIds) {
        return IntStream.iterate(0, from -> from < localIds.size(), from -> from + pageSize)
                .mapToObj(from -> localIds.subList(from, Math.min(localIds.size(), from + pageSize)))
                .toList();
    }

    /** Pauses for one record. */
    Backoff perRecord() {
        return new Backoff(retryFirst, retryLongest);
    }

    /** Pauses for a system that does not answer; shorter, since everything there waits for it. */
    Backoff perSystem() {
        return new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15));
    }
}
