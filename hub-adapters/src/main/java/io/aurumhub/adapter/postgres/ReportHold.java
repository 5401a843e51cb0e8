package io.aurumhub.adapter.postgres;

import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SystemId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Keeps back what systems report of records that the hub is writing at this moment. A fast system's echo would
 * otherwise overtake the confirmation of the very write it echoes, and look like news.
 */
public final class ReportHold {

    private final RecordLane lane;
    private final Map<LocalKey, List<Task>> held = new HashMap<>();

    ReportHold(RecordLane lane) {
        this.lane = lane;
    }

    /** Records being written; closing it lets their reports go on, in the order in which they came. */
    public final class Writing implements AutoCloseable {
        private final List<LocalKey> keys;

        private Writing(List<LocalKey> keys) {
            this.keys = keys;
        }

        @Override
        public void close() {
            release(keys).forEach(lane::add);
        }
    }

    /**
     * Begins to hold the reports of these local records; one delivery worker per system sees to it that none is twice.
     */
    public Writing begin(SystemId system, EntityName entity, Collection<String> localIds) {
        var keys = localIds.stream()
                .map(localId -> new LocalKey(system, entity, localId))
                .collect(Collectors.toList());
        synchronized (held) {
            keys.removeIf(held::containsKey);
            keys.forEach(key -> held.put(key, new ArrayList<>()));
        }
        return new Writing(keys);
    }

    /** Gives the task to the lane, now or when the write of its record has ended. */
    void pass(LocalKey key, Task task) {
        synchronized (held) {
            var waiting = held.get(key);
            if (waiting != null) {
                waiting.add(task);
                return;
            }
        }
        lane.add(task);
    }

    private List<Task> release(List<LocalKey> keys) {
        synchronized (held) {
            var tasks = new ArrayList<Task>();
            for (var key : keys) {
                var waiting = held.remove(key);
                if (waiting != null) {
                    tasks.addAll(waiting);
                }
            }
            return tasks;
        }
    }
}
