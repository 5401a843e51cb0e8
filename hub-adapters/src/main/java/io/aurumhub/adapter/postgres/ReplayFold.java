package io.aurumhub.adapter.postgres;

import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.CopyId;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.shared.GoldenRecordId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Folds the whole log into empty tables: read record by record, each folded in memory and written once, as it ended up.
 * One thread reads, others fold and write, all on the one connection of the replay's transaction, where only the
 * database's own work has to take turns.
 */
final class ReplayFold {

    /** Events that are folded together, and written with one statement per table. */
    static final int CHUNK = 2_000;

    /** A chunk of large events ends earlier. */
    private static final int CHUNK_BYTES = 8 << 20;

    private static final int THREADS = 2;

    /** Chunks that were read and are not written yet. */
    private static final int MOST_PENDING = 4;

    private final EventLog log;
    private final RecordTables tables;
    private final int chunk;

    ReplayFold(EventLog log, RecordTables tables, int chunk) {
        this.log = log;
        this.tables = tables;
        this.chunk = chunk;
    }

    /**
     * Reads and writes everything; answers how many events there were.
     *
     * @throws IllegalStateException if the log of a record has a hole
     */
    long run() {
        try (var threads = Executors.newFixedThreadPool(
                THREADS, Thread.ofPlatform().name("replay-", 1).factory())) {
            var reading = new Reading(threads);
            long events = log.readByRecord(reading::take);
            reading.end();
            return events;
        }
    }

    /** Cuts the log into chunks. Histories are cut in the middle only where they do not fit into one. */
    private final class Reading {
        private final ExecutorService threads;
        private final Deque<CompletableFuture<?>> pending = new ArrayDeque<>();
        private List<EventLog.Unread> events = new ArrayList<>();
        private CompletableFuture<@Nullable History> begun = CompletableFuture.completedFuture(null);
        private long bytes;

        private Reading(ExecutorService threads) {
            this.threads = threads;
        }

        void take(EventLog.Unread event) {
            if (events.size() >= chunk || bytes >= CHUNK_BYTES) {
                boolean cut = events.getLast().record().equals(event.record());
                if (!cut || events.getFirst().record().equals(event.record())) {
                    handOver(cut);
                }
            }
            events.add(event);
            bytes += event.payload().length;
        }

        private void handOver(boolean cut) {
            if (pending.size() >= MOST_PENDING) {
                await(pending.removeFirst());
            }
            var full = events;
            var next = begun.thenApplyAsync(history -> fold(full, history, cut), threads);
            pending.add(next);
            begun = cut ? next : CompletableFuture.completedFuture(null);
            events = new ArrayList<>();
            bytes = 0;
        }

        void end() {
            if (!events.isEmpty()) {
                handOver(false);
            }
            pending.forEach(this::await);
        }

        private void await(CompletableFuture<?> written) {
            try {
                written.join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException known ? known : e;
            }
        }
    }

    /**
     * Folds and writes a chunk.
     *
     * @param begun the record that the chunk before ended within
     * @param cut the last record goes on in the next chunk; it is answered
     */
    private @Nullable History fold(List<EventLog.Unread> events, @Nullable History begun, boolean cut) {
        var whole = new ArrayList<RecordTables.Step>();
        var history = begun;
        for (var event : events) {
            if (history == null || !history.id.equals(event.record())) {
                if (history != null) {
                    whole.add(history.step());
                }
                history = new History(event.record());
            }
            history.add(event);
        }
        if (history == null) {
            return null;
        }
        var last = history.step();
        if (cut) {
            tables.writeEvents(List.of(last));
            last.events().clear();
        } else {
            whole.add(last);
        }
        tables.rows(whole).run();
        return cut ? history : null;
    }

    /** A record on its way from its first event to its last. */
    private static final class History {
        private final GoldenRecordId id;
        private final Map<CopyId, Instant> since = new HashMap<>();
        private @Nullable GoldenRecord now;
        private RecordTables.@Nullable Step step;

        private History(GoldenRecordId id) {
            this.id = id;
        }

        void add(EventLog.Unread stored) {
            long revision = now == null ? 0 : now.revision();
            if (stored.revision() != revision + 1) {
                throw new IllegalStateException("The log of record %s has a hole: revision %d follows %d"
                        .formatted(id, stored.revision(), revision));
            }
            var event = stored.read();
            var after = GoldenRecord.evolve(now, event);
            noteSince(now == null ? Map.of() : now.copies(), after.copies(), event.at());
            if (step == null) {
                step = new RecordTables.Step(null, after);
            }
            step.add(List.of(event), after);
            now = after;
        }

        /** When each copy last became due, or ceased to be; was refused, or skipped. */
        private void noteSince(Map<CopyId, Copy> before, Map<CopyId, Copy> after, Instant at) {
            after.forEach((copyId, copy) -> {
                var old = before.get(copyId);
                if (old == null || !sameStanding(old, copy)) {
                    since.put(copyId, at);
                }
            });
        }

        private static boolean sameStanding(Copy old, Copy copy) {
            return (old.wanted() > old.held()) == (copy.wanted() > copy.held())
                    && Objects.equals(old.refused(), copy.refused())
                    && (old.skipped() == null) == (copy.skipped() == null);
        }

        /** From nothing to where the record is now. */
        RecordTables.Step step() {
            var whole = Objects.requireNonNull(step);
            whole.since(since);
            return whole;
        }
    }
}
