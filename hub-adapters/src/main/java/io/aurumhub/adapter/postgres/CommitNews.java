package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SystemId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Tells whom it concerns, on this node and the others, what a commit means for them. */
final class CommitNews implements AutoCloseable {

    private final Supplier<Mappings> mappings;
    private final WaitingChanges waiting;
    private final DueDeliveries deliveries;
    private final SearchIndex searchIndex;
    private final NodeSignals signals;
    private final List<Consumer<Set<SystemId>>> listeners = new CopyOnWriteArrayList<>();

    CommitNews(
            Supplier<Mappings> mappings,
            WaitingChanges waiting,
            DueDeliveries deliveries,
            SearchIndex searchIndex,
            DataSource source,
            String node) {
        this.mappings = mappings;
        this.waiting = waiting;
        this.deliveries = deliveries;
        this.searchIndex = searchIndex;
        this.signals = new NodeSignals(source, node, this::tellListeners);
    }

    /** Is told which systems have something due; an empty set: something else changed. */
    void onCommit(Consumer<Set<SystemId>> listener) {
        listeners.add(listener);
    }

    /**
     * A batch is committed. What fails of it, since the database went away, is found by those who look for themselves
     * when it is back; it keeps nobody else from being told.
     */
    void committed(IntakeWork.Committed committed) {
        try {
            if (!committed.records().isEmpty()) {
                records(committed);
            }
        } finally {
            takeUp(committed);
        }
    }

    private void records(IntakeWork.Committed committed) {
        searchIndex.written(committed.changed());
        var due = committed.records().stream()
                .flatMap(record -> record.copies().values().stream())
                .filter(Copy::due)
                .map(copy -> copy.id().system())
                .collect(Collectors.toCollection(HashSet::new));
        var moved = committed.linked().stream().map(LocalKey::system).collect(Collectors.toSet());
        committed.records().stream()
                .filter(GoldenRecord::deleted)
                .flatMap(record -> record.copies().values().stream())
                .filter(copy -> copy.state() == Copy.State.GONE)
                .forEach(copy -> moved.add(copy.id().system()));
        if (!waiting.hasReferences()) {
            moved.clear();
        }
        committed.relinked().forEach(key -> moved.add(key.system()));
        due.addAll(moved);
        try {
            if (!moved.isEmpty()) {
                deliveries.wake(moved);
            }
        } finally {
            tellAll(due);
        }
    }

    private void takeUp(IntakeWork.Committed committed) {
        try {
            if (!committed.answered().isEmpty()) {
                wakeAll(committed.answered().stream().map(HolderKey::entity).collect(Collectors.toSet()));
            }
        } finally {
            waiting.takeUp(committed);
        }
    }

    /** Wakes the deliveries of these entities that wait for something. */
    void wakeAll(Collection<EntityName> entities) {
        var systems = entities.stream()
                .flatMap(entity -> mappings.get().definitions().syncsOf(entity).stream())
                .map(SyncDefinition::system)
                .collect(Collectors.toSet());
        deliveries.wake(systems);
        tellAll(systems);
    }

    /** This node and the others. */
    void tellAll(Set<SystemId> due) {
        tellListeners(due);
        signals.tell(due);
    }

    private void tellListeners(Set<SystemId> due) {
        listeners.forEach(listener -> listener.accept(due));
    }

    @Override
    public void close() {
        signals.close();
    }
}
