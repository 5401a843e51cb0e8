package io.aurumhub.adapter.postgres;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one batch sets aside, and what was set aside before and is settled or released by it. */
final class Asides {

    private final Quarantine quarantine;
    private final BatchFacts facts;
    private final Flight flight;
    private final Set<Quarantine.Settled> settled = new HashSet<>();
    private final List<Long> released = new ArrayList<>();
    private final Set<HolderKey> answered = new HashSet<>();

    Asides(Quarantine quarantine, BatchFacts facts, Flight flight) {
        this.quarantine = quarantine;
        this.facts = facts;
        this.flight = flight;
    }

    Quarantine.Aside setAside(Admission admission, List<String> reasons, @Nullable ParentKey waitsFor) {
        closeEarlier(admission.key());
        var aside = quarantine.setAside(admission.change(), reasons, waitsFor, facts.now());
        if (!aside.outdated()) {
            facts.holders().settled(admission.key());
        }
        note(aside);
        return aside;
    }

    void waitOn(long number, Admission admission, List<String> reasons, ParentKey parent) {
        flight.settle();
        answered.addAll(quarantine.waitOn(number, admission.change(), reasons, parent));
        facts.holders().settled(admission.key());
    }

    void settled(Quarantine.Settled one) {
        settled.add(one);
    }

    void released(long number) {
        released.add(number);
    }

    void note(Quarantine.Aside aside) {
        answered.addAll(aside.freed());
    }

    /**
     * What was settled earlier in the batch must not close a row that comes after it, nor must that be taken for open.
     *
     * @return whether something of this key was settled
     */
    boolean closeEarlier(LocalKey key) {
        flight.settle();
        boolean any = settled.stream().anyMatch(one -> one.key().equals(key));
        if (any) {
            answered.addAll(quarantine.close(settled));
            settled.clear();
        }
        return any;
    }

    /** Closes all that is settled or released; answers the match keys of which nobody need be asked any more. */
    Set<HolderKey> write() {
        answered.addAll(quarantine.close(settled));
        answered.addAll(quarantine.release(released));
        return answered;
    }
}
