package io.aurumhub.adapter.postgres;

import io.aurumhub.adapter.postgres.StatusFacts.Due;
import io.aurumhub.adapter.postgres.StatusFacts.Key;
import io.aurumhub.adapter.postgres.StatusView.SyncView;
import io.aurumhub.adapter.postgres.StatusView.SystemView;
import io.aurumhub.adapter.postgres.StatusView.ToDo;
import io.aurumhub.adapter.postgres.StatusView.Trouble;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.status.HubState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts facts into words: for each sync, each system and the hub, by the same rule. */
record StatusReport(Definitions definitions, StatusFacts facts, StatusQueries.Totals totals, Instant now) {

    StatusView view() {
        var systems = definitions.systems().values().stream()
                .sorted(Comparator.comparingInt(SystemDefinition::rank))
                .map(this::system)
                .toList();
        var syncs = systems.stream().flatMap(system -> system.syncs().stream()).toList();
        var trouble = syncs.stream().flatMap(sync -> sync.trouble().stream()).toList();
        var toDo = toDo(any -> true, StatusFacts.Counted::once, null, null);
        var due = due(any -> true);
        boolean moving = syncs.stream().anyMatch(SyncView::moving) || moves(this::hasNoSync);
        var state = state(trouble, toDo, moving);
        long refused = once(Matter.REFUSED);
        long overdue = once(Matter.OVERDUE);
        return new StatusView(
                state.words(),
                state == HubState.CONVERGED,
                moving,
                toDo,
                trouble,
                systems,
                totals.byEntity(),
                totals.conflicts(),
                once(Matter.OPEN),
                once(Matter.QUARANTINED),
                sum(facts.waitingForAnother(), any -> true) + overdue,
                overdue,
                due.rows(),
                due.retrying(),
                refused,
                due.retrying() + refused,
                sum(facts.skipped(), any -> true),
                facts.held(),
                facts.nodes(),
                facts.warnings());
    }

    private SystemView system(SystemDefinition system) {
        var id = system.id().value();
        Predicate<Key> here = key -> key.system().equals(id);
        var mine = definitions.syncs().values().stream()
                .filter(sync -> sync.system().equals(system.id()))
                .toList();
        var syncs = mine.stream().map(this::sync).toList();
        var trouble = syncs.stream().flatMap(sync -> sync.trouble().stream()).toList();
        var toDo = toDo(here, StatusFacts.Counted::here, id, null);
        var due = due(here);
        boolean moving = syncs.stream().anyMatch(SyncView::moving) || moves(here.and(this::hasNoSync));
        long refused = facts.waitingForAPerson().stream()
                .filter(counted -> counted.matter() == Matter.REFUSED && here.test(counted.key()))
                .mapToLong(StatusFacts.Counted::here)
                .sum();
        return new SystemView(
                id,
                system.rank(),
                state(trouble, toDo, moving).words(),
                moving,
                toDo,
                syncs,
                lastRead(mine),
                lagSeconds(mine, due),
                due.rows(),
                due.retrying(),
                refused,
                due.retrying() + refused,
                sum(facts.skipped(), here),
                totals.bySystem().getOrDefault(id, 0L),
                error(syncs, trouble));
    }

    private SyncView sync(SyncDefinition sync) {
        var key = Key.of(sync);
        Predicate<Key> here = key::equals;
        var due = due(here);
        var stopped = facts.stopped().get(sync.id().value());
        var trouble = trouble(sync, due);
        var toDo = toDo(here, StatusFacts.Counted::here, key.system(), key.entity());
        boolean moving =
                isBehind(sync) || (stopped == null && due.rows() > 0) || sum(facts.waitingForAnother(), here) > 0;
        return new SyncView(
                sync.id().value(),
                key.entity(),
                state(trouble, toDo, moving).words(),
                moving,
                toDo,
                trouble,
                sync.direction().in() ? facts.reading(sync).lastSuccess() : null,
                due.rows(),
                stopped);
    }

    private static HubState state(List<Trouble> trouble, List<ToDo> toDo, boolean moving) {
        return HubState.of(!trouble.isEmpty(), !toDo.isEmpty(), moving);
    }

    /** It reads its system by itself, and has not read it to its end. */
    private boolean isBehind(SyncDefinition sync) {
        return sync.direction().in()
                && sync.detect().pollEvery() != null
                && !facts.reading(sync).upToDate();
    }

    private List<Trouble> trouble(SyncDefinition sync, Due due) {
        var trouble = new ArrayList<Trouble>();
        var reading = sync.direction().in() ? facts.reading(sync).error() : null;
        if (reading != null) {
            trouble.add(new Trouble(sync.system().value(), sync.id().value(), "reading", reading));
        }
        var writing = due.error();
        if (writing != null) {
            trouble.add(new Trouble(sync.system().value(), sync.id().value(), "writing", writing));
        }
        return trouble;
    }

    private static @Nullable String error(List<SyncView> syncs, List<Trouble> trouble) {
        return Stream.concat(
                        syncs.stream().map(SyncView::stopped).flatMap(Stream::ofNullable),
                        trouble.stream()
                                .sorted(Comparator.comparing(Trouble::doing))
                                .map(Trouble::why))
                .findFirst()
                .orElse(null);
    }

    /** What belongs to no sync any more is not at rest either. */
    private boolean moves(Predicate<Key> where) {
        return due(where).rows() > 0 || sum(facts.waitingForAnother(), where) > 0;
    }

    private boolean hasNoSync(Key key) {
        return definitions.syncs().values().stream().map(Key::of).noneMatch(key::equals);
    }

    private Due due(Predicate<Key> where) {
        return facts.due().entrySet().stream()
                .filter(row -> where.test(row.getKey()))
                .map(Map.Entry::getValue)
                .reduce(Due.NONE, Due::and);
    }

    private long once(Matter matter) {
        return facts.waitingForAPerson().stream()
                .filter(counted -> counted.matter() == matter)
                .mapToLong(StatusFacts.Counted::once)
                .sum();
    }

    private List<ToDo> toDo(
            Predicate<Key> where,
            ToLongFunction<StatusFacts.Counted> number,
            @Nullable String system,
            @Nullable String entity) {
        return Arrays.stream(Matter.values())
                .map(matter -> matter.toDo(
                        facts.waitingForAPerson().stream()
                                .filter(counted -> counted.matter() == matter && where.test(counted.key()))
                                .mapToLong(number)
                                .sum(),
                        system,
                        entity))
                .filter(toDo -> toDo.count() > 0)
                .toList();
    }

    private static long sum(Map<Key, Long> counts, Predicate<Key> where) {
        return counts.entrySet().stream()
                .filter(row -> where.test(row.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private @Nullable Instant lastRead(List<SyncDefinition> syncs) {
        return syncs.stream()
                .filter(sync -> sync.direction().in())
                .map(sync -> facts.reading(sync).lastSuccess())
                .flatMap(Stream::ofNullable)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private long lagSeconds(List<SyncDefinition> syncs, Due due) {
        var notRead = syncs.stream()
                .filter(sync -> sync.direction().in() && !facts.reading(sync).upToDate())
                .map(sync -> facts.reading(sync).lastSuccess());
        return Stream.concat(notRead, Stream.of(due).map(Due::oldest))
                .flatMap(Stream::ofNullable)
                .mapToLong(since -> Math.max(0, Duration.between(since, now).toSeconds()))
                .max()
                .orElse(0);
    }
}
