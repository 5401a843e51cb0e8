package io.aurumhub.adapter.postgres;

import io.aurumhub.core.intake.Change;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Fetches all that a batch needs to know before its first decision, in a handful of queries. */
record Preparation(BatchFacts facts, UnheardAttempts attempts, SeenChanges seen) {

    void of(List<Task> batch, Collection<Admission> admissions) {
        var records = new HashSet<GoldenRecordId>();
        prepareNames(admissions, records);
        prepareMatches(admissions, records);
        var parents = new HashSet<GoldenRecordId>();
        for (var admission : admissions) {
            facts.recordOf(admission.key()).ifPresent(records::add);
            admission
                    .parents()
                    .forEach(parent ->
                            facts.recordOf(admission.change().system(), parent).ifPresent(parents::add));
        }
        var reported = Set.copyOf(records);
        prepareStates(batch, records);
        attempts.prepare(reported);
        facts.prepareLocalIdsOf(parents);
        facts.prepareReferrers(admissions.stream()
                .filter(admission -> admission.change().kind() == Change.Kind.DELETE)
                .flatMap(admission -> facts.recordOf(admission.key()).stream())
                .toList());
        seen.prepare(admissions.stream().map(Admission::change).toList());
    }

    /** What the changes call their own records and those that they refer to. */
    private void prepareNames(Collection<Admission> admissions, Set<GoldenRecordId> records) {
        var keys = new HashSet<LocalKey>();
        var holders = new HashMap<EntityName, Set<String>>();
        for (var admission : admissions) {
            keys.add(admission.key());
            admission.parents().forEach(parent -> {
                switch (parent) {
                    case LocalKey local -> keys.add(local);
                    case HolderKey holder ->
                        holders.computeIfAbsent(holder.entity(), entity -> new HashSet<>())
                                .add(holder.key());
                }
            });
            if (admission.externalId() != null) {
                records.add(admission.externalId());
            }
        }
        facts.prepareRecords(keys);
        holders.forEach(facts::prepareHolders);
    }

    private void prepareMatches(Collection<Admission> admissions, Set<GoldenRecordId> records) {
        admissions.stream()
                .filter(admission -> !admission.matchKeys().isEmpty())
                .collect(Collectors.groupingBy(
                        admission -> admission.change().entity(),
                        Collectors.flatMapping(admission -> admission.matchKeys().stream(), Collectors.toSet())))
                .forEach((entity, matchKeys) -> {
                    facts.prepareHolders(entity, matchKeys);
                });
        admissions.stream()
                .filter(admission -> facts.recordOf(admission.key()).isEmpty())
                .forEach(admission -> admission
                        .matchKeys()
                        .forEach(key -> records.addAll(facts.holders()
                                .of(new HolderKey(admission.change().entity(), key))
                                .records())));
    }

    private void prepareStates(List<Task> batch, Set<GoldenRecordId> records) {
        var known = new ArrayList<GoldenRecord>();
        for (var task : batch) {
            if (task instanceof Task.Decide decide) {
                records.add(decide.record());
                if (decide.known() != null) {
                    known.add(decide.known());
                }
            }
        }
        facts.learnUnmoved(known);
        facts.prepareStates(records);
    }
}
