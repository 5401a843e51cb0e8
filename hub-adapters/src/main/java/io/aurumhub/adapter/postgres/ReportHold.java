package io.aurumhub.adapter.postgres;

import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SystemId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Keeps back what systems report of records that the hub is writing at this moment. A fast system's echo would
 * otherwise overtake the confirmation of the very write it echoes, and look like news. While the hub makes records in a
 * system, whatever that reports under an id that nobody knows may be one of them.
 */
public final class ReportHold {

    private final RecordLane lane;
    private final JdbcTemplate database;
    private final Map<LocalKey, Held> held = new HashMap<>();
    /** The writes at this moment that make records. */
    private final Map<Kind, Set<Writing>> making = new HashMap<>();

    /** What waits until these writes have ended, and others that began to write the same record meanwhile. */
    private record Held(Set<Writing> writings, List<RecordLane.Begun> reports) {}

    private record Kind(SystemId system, EntityName entity) {}

    ReportHold(RecordLane lane, JdbcTemplate database) {
        this.lane = lane;
        this.database = database;
    }

    /**
     * Records being written; closing it lets their reports go on, in the order in which they came. Closing it again
     * does nothing.
     */
    public final class Writing implements AutoCloseable {
        private final Kind kind;
        private final Set<LocalKey> keys = new HashSet<>();

        private Writing(Kind kind) {
            this.kind = kind;
        }

        @Override
        public void close() {
            release(this).forEach(lane::add);
        }
    }

    /** Begins to hold the reports of these local records, also of those that an earlier write still holds. */
    public Writing begin(SystemId system, EntityName entity, Collection<String> localIds) {
        var writing = new Writing(new Kind(system, entity));
        synchronized (held) {
            for (var localId : localIds) {
                hold(new LocalKey(system, entity, localId), Set.of(writing));
            }
        }
        return writing;
    }

    /** The same for a write that makes further records, whose ids only the system's answer tells. */
    public Writing beginMaking(SystemId system, EntityName entity, Collection<String> localIds) {
        synchronized (held) {
            var writing = begin(system, entity, localIds);
            making.computeIfAbsent(writing.kind, any -> new LinkedHashSet<>()).add(writing);
            return writing;
        }
    }

    /** Whether the hub makes records at this moment, in any system. */
    boolean isMaking() {
        synchronized (held) {
            return !making.isEmpty();
        }
    }

    /**
     * Which of these local records nobody knows, while the hub makes records in their systems. Asks the database only
     * if it does, and not about those that are held anyway: what was known or reported before a write began was not
     * made by it.
     */
    Set<LocalKey> strangers(Collection<LocalKey> keys) {
        List<LocalKey> doubtful;
        synchronized (held) {
            doubtful = keys.stream()
                    .filter(key -> making.containsKey(new Kind(key.system(), key.entity())) && !held.containsKey(key))
                    .distinct()
                    .toList();
        }
        return doubtful.isEmpty() ? Set.of() : unknown(doubtful);
    }

    private Set<LocalKey> unknown(List<LocalKey> keys) {
        var unknown = new HashSet<>(keys);
        database.query(
                """
                select w.system, w.entity, w.local_id
                from unnest(?::text[], ?::text[], ?::text[]) w(system, entity, local_id)
                join hub_read.crosswalk c on c.system = w.system and c.entity = w.entity and c.local_id = w.local_id
                where c.state = 'linked'\
                """,
                row -> {
                    unknown.remove(new LocalKey(
                            new SystemId(row.getString(1)), new EntityName(row.getString(2)), row.getString(3)));
                },
                keys.stream().map(key -> key.system().value()).toArray(String[]::new),
                keys.stream().map(key -> key.entity().value()).toArray(String[]::new),
                keys.stream().map(LocalKey::localId).toArray(String[]::new));
        return unknown;
    }

    /**
     * Gives the report to the lane, now or when the write of its record has ended.
     *
     * @param stranger nobody knows it: it waits for all writes of this moment that make records
     */
    void pass(LocalKey key, RecordLane.Begun report, boolean stranger) {
        synchronized (held) {
            var makers = making.get(new Kind(key.system(), key.entity()));
            if (stranger && makers != null) {
                hold(key, makers);
            }
            var waiting = held.get(key);
            if (waiting != null) {
                waiting.reports.add(report);
                return;
            }
        }
        lane.add(report);
    }

    private void hold(LocalKey key, Set<Writing> writings) {
        held.computeIfAbsent(key, any -> new Held(new HashSet<>(), new ArrayList<>()))
                .writings
                .addAll(writings);
        writings.forEach(writing -> writing.keys.add(key));
    }

    private List<RecordLane.Begun> release(Writing writing) {
        synchronized (held) {
            var makers = making.get(writing.kind);
            if (makers != null && makers.remove(writing) && makers.isEmpty()) {
                making.remove(writing.kind);
            }
            var reports = new ArrayList<RecordLane.Begun>();
            for (var key : writing.keys) {
                var waiting = held.get(key);
                if (waiting != null && waiting.writings.remove(writing) && waiting.writings.isEmpty()) {
                    held.remove(key);
                    reports.addAll(waiting.reports);
                }
            }
            writing.keys.clear();
            return reports;
        }
    }
}
