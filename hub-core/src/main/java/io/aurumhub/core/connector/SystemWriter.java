package io.aurumhub.core.connector;

import java.util.List;
import java.util.Optional;

/**
 * Writes one system, guarded: no write overwrites a value that the hub has not seen, as far as the system offers a way
 * ({@link Guard}). Safe for use by several threads.
 *
 * <p>Throws {@link TransientFault} only when the system as a whole did not answer and <em>nothing</em> of the batch can
 * have been written; everything else is an outcome of its item.
 */
public interface SystemWriter extends AutoCloseable {

    /** The largest batch a caller may hand over. */
    int LARGEST_BATCH = 200;

    /** Carries out the writes; answers one outcome per write, in the same order. */
    List<WriteOutcome> write(Resource resource, List<Write> writes);

    /**
     * Carries out the writes for as long as they are permitted. One that sends them one by one asks before each.
     *
     * @throws TransientFault if nothing was permitted
     */
    default List<WriteOutcome> write(Resource resource, List<Write> writes, Permit permit) {
        permit.check();
        return write(resource, writes);
    }

    /** Whether each write is a request of its own, so that a batch takes as long as all of its writes. */
    default boolean writesOneByOne() {
        return false;
    }

    /**
     * How many writes the system carries out as one, seen by nobody in between: so many records can exchange values
     * that may stand in one of them only. 1: it cannot do that.
     */
    default int mostTogether() {
        return 1;
    }

    /**
     * Carries out writes that stand in each other's way; answers as {@link #write} does.
     *
     * @param writes no more than {@link #mostTogether}
     */
    default List<WriteOutcome> writeTogether(Resource resource, List<Write> writes) {
        return write(resource, writes);
    }

    /** What keeps the promise for this resource, as far as it is known by now. */
    default Guard guard(Resource resource) {
        return new Guard.NotKnown();
    }

    /** What the connector has found out about writing this resource, for whoever sets it up: one sentence or two. */
    default Optional<String> advice(Resource resource) {
        return Optional.empty();
    }

    @Override
    void close();
}
