package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.SyncWarnings;
import io.aurumhub.adapter.postgres.SyncWarnings.Kind;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.connector.Unmarked;
import io.aurumhub.core.definition.SyncDefinition;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warns of records that no poll sees change, since they have no watermark. They are counted at the start, with each
 * read of everything, and now and then: so seldom that a thousandth of the time is spent on it.
 */
final class WatermarkWatch {

    private static final Logger LOG = LoggerFactory.getLogger(WatermarkWatch.class);

    private static final Duration SOONEST = Duration.ofSeconds(30);
    private static final int SHARE_OF_TIME = 1_000;

    private final SyncDefinition sync;
    private final SystemReader reader;
    private final SyncWarnings warnings;
    private final Clock clock;
    private @Nullable Instant next;
    private @Nullable Unmarked shown;
    private long warned;

    WatermarkWatch(SyncDefinition sync, SystemReader reader, SyncWarnings warnings, Clock clock) {
        this.sync = sync;
        this.reader = reader;
        this.warnings = warnings;
        this.clock = clock;
    }

    /** The next look counts, however short ago the last one was. */
    void again() {
        next = null;
    }

    /** A read of everything has shown so many; a system that can count by itself is asked nevertheless. */
    void hasShown(long unmarked) {
        shown = new Unmarked(
                unmarked, unmarked + " without a time in " + sync.detect().watermark());
        again();
    }

    /** Counts, if it is time. */
    void look(ReadRun run) {
        var begin = clock.instant();
        if (sync.detect().watermark() == null || (next != null && begin.isBefore(next))) {
            return;
        }
        count().or(() -> Optional.ofNullable(shown)).ifPresent(found -> tell(run, found));
        var pause = Duration.between(begin, clock.instant()).multipliedBy(SHARE_OF_TIME);
        next = clock.instant().plus(pause.compareTo(SOONEST) > 0 ? pause : SOONEST);
    }

    /** A count that fails, say for its time limit, is no reason to read no more. */
    private Optional<Unmarked> count() {
        try {
            return reader.unmarked(sync.resource());
        } catch (TransientFault | PermanentFault e) {
            LOG.warn(
                    "The records of {} without a watermark could not be counted, which is tried again: {}",
                    sync.id(),
                    e.getMessage());
            return Optional.empty();
        }
    }

    private void tell(ReadRun run, Unmarked found) {
        if (found.records() == 0) {
            warnings.clear(sync.id(), Kind.UNMARKED);
        } else {
            var message = "%s: polls do not see %d records change, which have no usable watermark (%s). %s"
                    .formatted(sync.id(), found.records(), found.why(), wayOut());
            warnings.warn(sync.id(), Kind.UNMARKED, found.records(), message, clock.instant());
            run.warn(message);
            if (found.records() > warned) {
                LOG.warn("{}", message);
            }
        }
        warned = found.records();
    }

    private String wayOut() {
        var scan = sync.detect().scanEvery();
        return scan == null
                ? "Let %s set %s with each change, or let the hub read everything now and then by detect.scan"
                        .formatted(sync.system(), sync.detect().watermark())
                : "Their changes are found by detect.scan, every " + scan;
    }
}
