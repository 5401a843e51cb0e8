package io.aurumhub.adapter.postgres;

import io.aurumhub.core.intake.Change;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.shared.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The changes of a batch as they stand at the door, with what the hub holds of their records where that matters. */
record Admissions(BatchFacts facts) {

    /** A field that is computed from several ones needs those that a partial change leaves out. */
    void prepare(List<Task> batch) {
        var keys = new HashSet<LocalKey>();
        for (var task : batch) {
            if (task instanceof Task.TakeIn takeIn && needsHeld(takeIn.change())) {
                keys.add(LocalKey.of(takeIn.change()));
            }
        }
        if (!keys.isEmpty()) {
            facts.prepareRecords(keys);
            facts.prepareStates(
                    keys.stream().flatMap(key -> facts.recordOf(key).stream()).collect(Collectors.toSet()));
        }
    }

    private boolean needsHeld(Change change) {
        return !change.full()
                && facts.mappings()
                        .sync(change.system(), change.entity())
                        .filter(sync ->
                                Admission.readsSeveral(sync, facts.mappings().of(sync.id())))
                        .isPresent();
    }

    /** An earlier change of the batch may have changed what the system holds. */
    Admission now(Change change, Admission before) {
        return needsHeld(change) ? of(change) : before;
    }

    Admission of(Task.TakeIn task) {
        var seen = task.seen();
        return seen != null && seen.mappings() == facts.mappings() ? seen.admission() : of(task.change());
    }

    private Admission of(Change change) {
        Map<String, Value> held = Map.of();
        if (needsHeld(change)) {
            var record = facts.recordOf(LocalKey.of(change)).map(facts::state).orElse(null);
            held = record == null
                    ? held
                    : record.copyOf(change.system(), change.localId())
                            .map(Copy::local)
                            .orElse(held);
        }
        return Admission.of(change, facts.mappings(), held);
    }
}
