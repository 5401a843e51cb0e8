package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.DriftMode;
import io.aurumhub.core.intake.Drift;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a change is kept back: what it lacks, a form that nobody expects, or what its record would break. */
record Objections(BatchFacts facts, DriftLog.Tally drift) {

    /**
     * All of them; empty if there are none.
     *
     * @param known the record that the change is about; null: a new one, or not known which
     */
    List<String> to(Admission admission, @Nullable GoldenRecord known) {
        var lacking = admission.reasons().isEmpty() && known == null ? admission.lacking() : admission.reasons();
        var reasons = withDrift(admission, lacking);
        return reasons.isEmpty() ? broken(admission, known) : reasons;
    }

    /** What the record would break, were the change taken as it is. */
    private List<String> broken(Admission admission, @Nullable GoldenRecord known) {
        var begin = facts.mappings().of(admission.sync().id()).fallbacks();
        var after = new LinkedHashMap<String, Value>(known == null ? begin : known.values());
        after.putAll(admission.golden());
        return facts.mappings().broken(admission.change().entity(), after);
    }

    /** The form of the record is noted; where the sync holds on drift, it is a reason to keep the change back. */
    private List<String> withDrift(Admission admission, List<String> reasons) {
        var change = admission.change();
        var record = facts.recordOf(admission.key()).map(facts::state).orElse(null);
        var copy = record == null
                ? null
                : record.copyOf(change.system(), change.localId()).orElse(null);
        var sync = admission.sync();
        var map = facts.mappings().of(sync.id());
        var drifted = drift.count(sync.id(), Drift.of(sync, change, copy, map::isDocument));
        if (sync.drift() != DriftMode.HOLD || drifted.isEmpty()) {
            return reasons;
        }
        var all = new ArrayList<>(reasons);
        drifted.forEach(one -> all.add("form: " + one + ", and " + sync.id() + " holds until that is accepted"));
        return all;
    }
}
