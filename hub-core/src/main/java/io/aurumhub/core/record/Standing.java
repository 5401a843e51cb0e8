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
 * @param refused why the system refused the wanted revision, in its own words; never null beside a skip
 * @param skipped a steward does not want it written; null: nobody said so
 * @param resend a steward wants the golden state written again, whatever the copy is thought to hold; null: nobody does
 */
public record Standing(
        long held,
        long wanted,
        Set<String> open,
        @Nullable String refused,
        @Nullable Skip skipped,
        @Nullable Resend resend) {

    private static final String NOT_SENT = "not sent";

    public Standing {
        open = Collections.unmodifiableSet(new TreeSet<>(open));
    }

    public Standing(long held, long wanted, Set<String> open, @Nullable String refused) {
        this(held, wanted, open, refused, null, null);
    }

    static Standing of(long held, long wanted) {
        return new Standing(held, wanted, Set.of(), null);
    }

    Standing wanting(long revision) {
        return new Standing(held, revision, open, null, null, resend);
    }

    Standing settled(long revision) {
        return new Standing(revision, revision, open, null);
    }

    Standing untold() {
        return new Standing(0, wanted, open, refused, skipped, resend);
    }

    Standing refusing(String reason) {
        return new Standing(held, wanted, open, reason, null, resend);
    }

    Standing skipping(Skip skip, long heldNow) {
        return new Standing(heldNow, wanted, open, refused == null ? NOT_SENT : refused, skip, null);
    }

    Standing resending(Resend how, long revision) {
        return new Standing(held, revision, open, null, null, how);
    }

    /** The system spoke of it: a refusal is over, unless a steward has said that it stays. */
    Standing heard() {
        return new Standing(held, wanted, open, skipped == null ? null : refused, skipped, resend);
    }

    /** It was written; that a steward wants it looked at again, stays. */
    Standing delivered(long heldNow, long revision) {
        return new Standing(heldNow, revision, open, null, null, resend);
    }

    /** The system was looked at again, as a steward had wanted. */
    Standing examined(long heldNow, long revision) {
        return new Standing(heldNow, revision, open, null);
    }

    Standing opening(Collection<String> names) {
        var more = new TreeSet<>(open);
        more.addAll(names);
        return new Standing(held, wanted, more, refused, skipped, resend);
    }

    Standing closing(String name) {
        var fewer = new TreeSet<>(open);
        fewer.remove(name);
        if (name.equals(Conflict.WHOLE_RECORD)) {
            fewer.remove(Conflict.WHILE_REFERRED);
        }
        return new Standing(held, wanted, fewer, refused, skipped, resend);
    }
}
