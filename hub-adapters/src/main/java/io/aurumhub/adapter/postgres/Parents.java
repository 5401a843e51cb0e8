package io.aurumhub.adapter.postgres;

import io.aurumhub.core.record.Copy;
import java.util.Optional;

/** The records that a change refers to. */
record Parents(BatchFacts facts) {

    /** One of them that is not known, or could be several. */
    Optional<ParentKey> missing(Admission admission) {
        return admission.parents().stream()
                .filter(parent ->
                        facts.recordOf(admission.change().system(), parent).isEmpty() && !isHeld(parent, admission))
                .findFirst();
    }

    /**
     * The system names the other record as it did before: whom it meant was settled then, though that one may go by
     * another name by now.
     */
    private boolean isHeld(ParentKey parent, Admission admission) {
        var change = admission.change();
        return parent instanceof HolderKey
                && facts.recordOf(admission.key())
                        .map(facts::state)
                        .flatMap(record -> record.copyOf(change.system(), change.localId()))
                        .filter(copy -> copy.state() == Copy.State.LINKED)
                        .map(copy -> Admission.lookedUp(admission.sync(), copy.local(), facts.mappings()))
                        .filter(held -> held.contains(parent))
                        .isPresent();
    }

    /** Why a change has to wait. */
    String refersTo(ParentKey parent) {
        boolean several = parent instanceof HolderKey name
                && !facts.holders().of(name).records().isEmpty();
        return "It refers to " + parent.words() + (several ? ", which could be several" : ", which is not known yet");
    }
}
