package io.aurumhub.api.status;

import io.aurumhub.core.connector.Guard;
import io.aurumhub.core.connector.Guards;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.shared.SyncId;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What is connected, and how the hub's writes to it are kept from overwriting what the hub has not seen. */
@RestController
@RequestMapping("/api/v1")
class SystemsController {

    private final Definitions definitions;
    private final ObjectProvider<Guards> engine;

    SystemsController(Definitions definitions, ObjectProvider<Guards> engine) {
        this.definitions = definitions;
        this.engine = engine;
    }

    /** A connected system; rank 1 wins conflicts by priority. */
    record ConnectedView(String id, int rank, List<SyncView> syncs) {}

    /**
     * One sync of it.
     *
     * @param guard null where the hub does not write
     * @param advice what to set, where its connector found out that the system takes something else; mostly null
     */
    record SyncView(
            String id,
            String entity,
            String direction,
            @Nullable GuardView guard,
            @Nullable String advice) {}

    /**
     * What guards the hub's writes.
     *
     * @param words for people
     * @param open only for {@code best_effort}, where this node has written: how long the window stood open between
     *     comparing and writing
     */
    record GuardView(String kind, String words, @Nullable OpenView open) {

        static GuardView of(Guard guard) {
            var open =
                    guard instanceof Guard.BestEffort(var window) && window.writes() > 0 ? OpenView.of(window) : null;
            return new GuardView(guard.kind(), guard.words(), open);
        }
    }

    /** Measured over so many of the last writes, in milliseconds. */
    record OpenView(long writes, double medianMillis, double p99Millis, double longestMillis) {

        private static final double MICROS_PER_MILLI = 1_000;

        static OpenView of(Guard.Window open) {
            return new OpenView(open.writes(), millis(open.median()), millis(open.p99()), millis(open.longest()));
        }

        private static double millis(Duration time) {
            long micros = TimeUnit.NANOSECONDS.toMicros(time.toNanos());
            return micros / MICROS_PER_MILLI;
        }
    }

    @Operation(
            summary = "The connected systems, their syncs, and what guards the hub's writes to them",
            description = "guard.kind: own_statement, if_match, best_effort (read, compared, written: an edit of the"
                + " same field in between is overwritten unseen; open says for how long that was possible), or"
                + " not_known before the first update or delete (to create a record overwrites nothing). It is kept"
                + " over restarts and seen by all nodes; open is measured by the node that is asked. advice: what to"
                + " set where the system takes something else.")
    @GetMapping("/systems")
    List<ConnectedView> systems() {
        var running = engine.getIfAvailable();
        var guards = running == null ? Map.<SyncId, Guard>of() : running.guards();
        var advice = running == null ? Map.<SyncId, String>of() : running.advice();
        return definitions.systems().values().stream()
                .sorted(Comparator.comparingInt(SystemDefinition::rank))
                .map(system -> new ConnectedView(
                        system.id().value(),
                        system.rank(),
                        definitions.syncs().values().stream()
                                .filter(sync -> sync.system().equals(system.id()))
                                .map(sync -> view(sync, guards.get(sync.id()), advice.get(sync.id())))
                                .toList()))
                .toList();
    }

    private static SyncView view(SyncDefinition sync, @Nullable Guard guard, @Nullable String advice) {
        return new SyncView(
                sync.id().value(),
                sync.entity().value(),
                sync.direction().name().toLowerCase(java.util.Locale.ROOT),
                guard == null ? null : GuardView.of(guard),
                advice);
    }
}
