package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.RunLog;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How the runs of a sync ended; where that could not be noted at once, it is with the next read. */
final class RunEnds {

    private final RunLog runs;
    private final Map<UUID, Ended> unended = new LinkedHashMap<>();

    RunEnds(RunLog runs) {
        this.runs = runs;
    }

    /** Where it is noted. */
    RunLog runs() {
        return runs;
    }

    /** What became of a run. */
    private record Ended(@Nullable String error, Instant at) {}

    void note(UUID run, @Nullable String error, Instant at) {
        unended.put(run, new Ended(error, at));
        noteAll();
    }

    /** Notes what is not noted yet. */
    void noteAll() {
        var ends = unended.entrySet().iterator();
        while (ends.hasNext()) {
            var end = ends.next();
            runs.ended(end.getKey(), end.getValue().error(), end.getValue().at());
            ends.remove();
        }
    }
}
