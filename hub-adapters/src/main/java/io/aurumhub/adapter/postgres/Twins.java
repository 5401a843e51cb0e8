package io.aurumhub.adapter.postgres;

import io.aurumhub.core.intake.Change;
import io.aurumhub.core.shared.SystemId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The match keys that several local records of one system have, of all that was submitted together: the lane may take
 * that in parts, and the first part must know of the others.
 *
 * @param keys by key and system, the local ids
 * @param all the same of the match keys that one local record alone has
 */
record Twins(Map<HolderKey, Map<SystemId, Set<String>>> keys, Map<HolderKey, Map<SystemId, Set<String>>> all) {

    static final Twins NONE = new Twins(Map.of(), Map.of());

    /** Equal only to itself: there is one for each submission. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    static Twins among(Collection<Admission> admissions) {
        if (admissions.size() < 2) {
            return NONE;
        }
        var all = new HashMap<HolderKey, Map<SystemId, Set<String>>>();
        for (var admission : admissions) {
            var change = admission.change();
            if (change.kind() == Change.Kind.UPSERT && admission.reasons().isEmpty()) {
                for (var key : admission.matchKeys()) {
                    all.computeIfAbsent(new HolderKey(change.entity(), key), name -> new HashMap<>(2))
                            .computeIfAbsent(change.system(), system -> new HashSet<>(2))
                            .add(change.localId());
                }
            }
        }
        var shared = new HashMap<>(all);
        shared.values().removeIf(systems -> systems.values().stream().allMatch(ids -> ids.size() < 2));
        return new Twins(shared, all);
    }
}
