package io.aurumhub.core.record;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a copy stands towards the golden record.
 *
 * @param held the golden revision it reflects; while PENDING the same for every attempt to create it
 * @param wanted the golden revision it should reflect
 * @param open fields and groups on which it stands against the golden value until a steward decides
 * @param refused why the system refused the wanted revision, in its own words
 */
public record Standing(
        long held, long wanted, Set<String> open, @Nullable String refused) {

    public Standing {
        open = Collections.unmodifiableSet(new TreeSet<>(open));
    }

    static Standing of(long held, long wanted) {
        return new Standing(held, wanted, Set.of(), null);
    }

    Standing wanting(long revision) {
        return new Standing(held, revision, open, null);
    }

    Standing settled(long revision) {
        return new Standing(revision, revision, open, null);
    }

    Standing untold() {
        return new Standing(0, wanted, open, refused);
    }

    Standing refusing(String reason) {
        return new Standing(held, wanted, open, reason);
    }

    Standing opening(Collection<String> names) {
        var more = new TreeSet<>(open);
        more.addAll(names);
        return new Standing(held, wanted, more, refused);
    }

    Standing closing(String name) {
        var fewer = new TreeSet<>(open);
        fewer.remove(name);
        return new Standing(held, wanted, fewer, refused);
    }
}
