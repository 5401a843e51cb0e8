package io.aurumhub.adapter.postgres;

import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SystemId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps back what systems report of records that the hub is writing at this moment. A fast system's echo would
 * otherwise overtake the confirmation of the very write it echoes, and look like news.
 */
public final class ReportHold {

    private final RecordLane lane;
    private final Map<LocalKey, Held> held = new HashMap<>();

    /** What waits for the end of a write; of two writes of one record, for the end of the second. */
    private record Held(Writing writing, List<Task> tasks) {}

    ReportHold(RecordLane lane) {
        this.lane = lane;
    }

    /**
     * Records being written; closing it lets their reports go on, in the order in which they came. Closing it again
     * does nothing.
     */
    public final class Writing implements AutoCloseable {
        private final List<LocalKey> keys;

        private Writing(List<LocalKey> keys) {
            this.keys = keys;
        }

        @Override
        public void close() {
            release(this).forEach(lane::add);
        }
    }

    /** Begins to hold the reports of these local records, also of those that an earlier write still holds. */
    public Writing begin(SystemId system, EntityName entity, Collection<String> localIds) {
        var keys = localIds.stream()
                .map(localId -> new LocalKey(system, entity, localId))
                .toList();
        var writing = new Writing(keys);
        synchronized (held) {
            for (var key : keys) {
                var before = held.get(key);
                held.put(key, new Held(writing, before == null ? new ArrayList<>() : before.tasks));
            }
        }
        return writing;
    }

    /** Gives the task to the lane, now or when the write of its record has ended. */
    void pass(LocalKey key, Task task) {
        synchronized (held) {
            var waiting = held.get(key);
            if (waiting != null) {
                waiting.tasks.add(task);
                return;
            }
        }
        lane.add(task);
    }

    private List<Task> release(Writing writing) {
        synchronized (held) {
            var tasks = new ArrayList<Task>();
            for (var key : writing.keys) {
                var waiting = held.get(key);
                if (waiting != null && waiting.writing == writing) {
                    held.remove(key);
                    tasks.addAll(waiting.tasks);
                }
            }
            return tasks;
        }
    }
}
