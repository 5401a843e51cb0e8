package io.aurumhub.adapter.postgres;

import io.aurumhub.core.record.Copy;
import io.aurumhub.core.shared.GoldenRecordId;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the golden record that a change is about. */
record Identification(BatchFacts facts) {

    /** The golden record of a change: by its link, by the id the system keeps of us, by its match keys. */
    @Nullable
    GoldenRecordId identify(Admission admission) {
        var linked = facts.recordOf(admission.key());
        if (linked.isPresent()) {
            return linked.get();
        }
        var named = admission.externalId();
        if (named != null && hasRoomFor(named, admission)) {
            return named;
        }
        return admission.matchKeys().stream()
                .sorted()
                .map(key -> facts.holderOf(admission.change().entity(), key).orElse(null))
                .filter(id -> id != null && hasRoomFor(id, admission))
                .findFirst()
                .orElse(null);
    }

    /** The record exists, and this system has no other local record linked to it. */
    private boolean hasRoomFor(GoldenRecordId id, Admission admission) {
        facts.prepareStates(Set.of(id));
        var record = facts.state(id);
        return record != null
                && record.entity().equals(admission.change().entity())
                && record.copies().values().stream()
                        .noneMatch(copy ->
                                copy.id().system().equals(admission.change().system())
                                        && copy.state() == Copy.State.LINKED);
    }
}
