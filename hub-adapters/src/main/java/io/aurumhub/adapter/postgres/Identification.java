package io.aurumhub.adapter.postgres;

import io.aurumhub.core.identity.Matching;
import io.aurumhub.core.identity.Matching.Holders;
import io.aurumhub.core.identity.Matching.Verdict;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the golden record that a change is about: by its link, by the id the system keeps of us, by its match keys. */
final class Identification {

    private final BatchFacts facts;

    /** Of the batch, the local records that came without a link, by their match keys and systems. */
    private final Map<HolderKey, Map<SystemId, Set<String>>> met = new HashMap<>();

    /** Of what was submitted together with the batch, too, linked or not. */
    private final List<Map<HolderKey, Map<SystemId, Set<String>>>> submitted = new ArrayList<>();

    Identification(BatchFacts facts) {
        this.facts = facts;
    }

    /** Local records of one batch know of each other, whichever comes first. */
    void meet(Collection<Admission> admissions) {
        for (var admission : admissions) {
            var change = admission.change();
            if (change.kind() == Change.Kind.UPSERT
                    && admission.reasons().isEmpty()
                    && facts.recordOf(admission.key()).isEmpty()) {
                for (var key : admission.matchKeys()) {
                    met.computeIfAbsent(new HolderKey(change.entity(), key), name -> new HashMap<>(2))
                            .computeIfAbsent(change.system(), system -> new HashSet<>(2))
                            .add(change.localId());
                }
            }
        }
    }

    /** So do those that were submitted together, though the lane takes them in parts. */
    void meet(Twins twins) {
        submitted.add(twins.all());
        twins.keys()
                .forEach((key, systems) ->
                        systems.forEach((system, ids) -> met.computeIfAbsent(key, name -> new HashMap<>(2))
                                .computeIfAbsent(system, name -> new HashSet<>(2))
                                .addAll(ids)));
    }

    /** Whether its system has, under a key that is not this record's, what goes by a match key of this record. */
    boolean isMetElsewhere(GoldenRecord record, Change change) {
        return record.matchKeys().stream()
                .map(held -> HolderKey.held(change.entity(), held))
                .flatMap(key -> Stream.concat(Stream.of(met), submitted.stream())
                        .map(those -> those.getOrDefault(key, Map.of())))
                .flatMap(systems -> systems.getOrDefault(change.system(), Set.of()).stream())
                .distinct()
                .filter(id -> !id.equals(change.localId()))
                .map(id -> facts.recordOf(new LocalKey(change.system(), change.entity(), id)))
                .anyMatch(linked -> !linked.equals(Optional.of(record.id())));
    }

    /** What is known of a change's record. */
    Verdict of(Admission admission) {
        var linked = facts.recordOf(admission.key());
        if (linked.isPresent()) {
            return new Verdict.Same(known(linked.get()));
        }
        var named = admission.externalId();
        var room = named == null ? null : withRoom(named, admission);
        if (room != null) {
            return new Verdict.Same(room);
        }
        if (admission.matchKeys().isEmpty()) {
            return new Verdict.Own();
        }
        var change = admission.change();
        var keys = new ArrayList<Holders>();
        admission.matchKeys().stream().sorted().forEach(key -> keys.add(holders(new HolderKey(change.entity(), key))));
        return Matching.of(change.system(), change.localId(), keys);
    }

    private GoldenRecord known(GoldenRecordId id) {
        var record = facts.state(id);
        if (record == null) {
            facts.prepareStates(Set.of(id));
            record = facts.state(id);
        }
        return Objects.requireNonNull(record, "a local record is linked to a record that is there");
    }

    private Holders holders(HolderKey key) {
        var known = facts.holders().of(key);
        var ids = known.records();
        var records = new ArrayList<GoldenRecord>();
        if (!ids.isEmpty()) {
            facts.prepareStates(ids);
            for (var id : ids) {
                var record = facts.state(id);
                if (record != null && record.entity().equals(key.entity())) {
                    records.add(record);
                }
            }
        }
        return new Holders(records, unlinked(key, known));
    }

    private Map<SystemId, Set<String>> unlinked(HolderKey key, KeyHolders.Known known) {
        var met = this.met.getOrDefault(key, Map.of());
        if (known.waiting().isEmpty()) {
            return met;
        }
        var all = new HashMap<SystemId, Set<String>>();
        known.waiting().forEach((system, ids) -> all.put(system, new HashSet<>(ids)));
        met.forEach((system, ids) ->
                all.computeIfAbsent(system, name -> new HashSet<>()).addAll(ids));
        return all;
    }

    /** The record, if it exists and this system has no other local record linked to it. */
    private @Nullable GoldenRecord withRoom(GoldenRecordId id, Admission admission) {
        facts.prepareStates(Set.of(id));
        var record = facts.state(id);
        return record != null
                        && record.entity().equals(admission.change().entity())
                        && record.copies().values().stream()
                                .noneMatch(copy -> copy.id()
                                                .system()
                                                .equals(admission.change().system())
                                        && copy.state() == Copy.State.LINKED)
                ? record
                : null;
    }
}
