package io.aurumhub.adapter.rest;

import io.aurumhub.core.connector.LocalRecord;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether the answer to a write may be taken for what is stored. Some APIs show the request again and store something
 * else, or nothing. So the record is read after the first writes, and after every {@value #EVERY}th; where it was not
 * what the answer had shown, after each one, until it has been for a while.
 */
final class Candour {

    private static final int FIRST = 3;
    private static final int EVERY = 50;
    private static final int TRUSTED_AGAIN = 100;

    private final Map<RestResource, Tally> tallies = new ConcurrentHashMap<>();

    /** @param lookAtEach how many of the next answers are looked into, whatever their number */
    private record Tally(long writes, int lookAtEach) {}

    /** Counts a write, and says whether its answer is to be looked into. */
    boolean isDue(RestResource at) {
        var tally = tallies.compute(
                at, (any, old) -> old == null ? new Tally(1, FIRST) : new Tally(old.writes + 1, old.lookAtEach));
        return tally.lookAtEach > 0 || tally.writes % EVERY == 0;
    }

    /** What became of it. */
    void found(RestResource at, boolean candid) {
        tallies.computeIfPresent(
                at, (any, old) -> new Tally(old.writes, candid ? Math.max(0, old.lookAtEach - 1) : TRUSTED_AGAIN));
    }

    /** The answer shows a value, be it null, at each of these paths. */
    static boolean showsAll(LocalRecord answered, Collection<String> paths) {
        return paths.stream().allMatch(path -> Json.at(answered.fields(), path) != null);
    }

    /** Both show the same at these paths. */
    static boolean same(LocalRecord answered, LocalRecord present, Collection<String> paths) {
        return paths.stream()
                .allMatch(path ->
                        Json.atOrNothing(answered.fields(), path).equals(Json.atOrNothing(present.fields(), path)));
    }
}
