package io.aurumhub.adapter.rest;

import io.aurumhub.core.connector.Guard;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.SystemWriter;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Failed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The batches of {@link RestSystem}: writes to different records go side by side, those to one record in their order.
 * When the system turns one away as a whole (no connection, 429, 503), the rest of the batch is not sent.
 */
final class Writes {

    private final GuardedWrite guarded;
    private final CreateOnce creating;

    Writes(Http http, Reads reads) {
        var readBack = new ReadBack(reads);
        this.guarded = new GuardedWrite(http, reads, readBack);
        this.creating = new CreateOnce(http, reads, readBack);
    }

    Guard guard(RestResource at) {
        return guarded.guard(at);
    }

    /** An outcome, or why the item was not even tried; and which place in the batch it has. */
    private record Result(
            int place,
            @Nullable WriteOutcome outcome,
            @Nullable RuntimeException fault) {

        WriteOutcome orFailed() {
            if (outcome != null) {
                return outcome;
            }
            return new Failed(String.valueOf(fault == null ? null : fault.getMessage()));
        }
    }

    List<WriteOutcome> write(RestResource at, List<Write> writes) {
        if (writes.size() > SystemWriter.LARGEST_BATCH) {
            throw new IllegalArgumentException(
                    writes.size() + " writes are more than the " + SystemWriter.LARGEST_BATCH + " of a batch");
        }
        var turnedAway = new AtomicReference<@Nullable RuntimeException>();
        var tasks = new ArrayList<Callable<List<Result>>>();
        for (var places : byRecord(writes)) {
            tasks.add(() -> places.stream()
                    .map(place -> carryOut(at, place, writes.get(place), turnedAway))
                    .toList());
        }
        var results = new Result[writes.size()];
        Http.sideBySide(tasks).forEach(group -> group.forEach(result -> results[result.place] = result));
        return outcomes(List.of(results));
    }

    /** Nothing tried at all is a fault of the system; what happened to a part of a batch is told item by item. */
    private static List<WriteOutcome> outcomes(List<Result> results) {
        if (!results.isEmpty() && results.stream().allMatch(result -> result.outcome == null)) {
            var fault = results.getFirst().fault;
            throw fault == null ? new IllegalStateException("a write ended without an outcome") : fault;
        }
        return results.stream().map(Result::orFailed).toList();
    }

    private static Iterable<List<Integer>> byRecord(List<Write> writes) {
        var groups = new LinkedHashMap<String, List<Integer>>();
        for (int place = 0; place < writes.size(); place++) {
            var group = switch (writes.get(place)) {
                case Write.Create ignored -> "create " + place;
                case Write.Update update -> "record " + update.localId();
                case Write.Delete delete -> "record " + delete.localId();
            };
            groups.computeIfAbsent(group, ignored -> new ArrayList<>()).add(place);
        }
        return groups.values();
    }

    private Result carryOut(
            RestResource at, int place, Write write, AtomicReference<@Nullable RuntimeException> turnedAway) {
        var before = turnedAway.get();
        if (before != null) {
            return new Result(place, null, before);
        }
        try {
            return new Result(
                    place,
                    switch (write) {
                        case Write.Create create -> creating.create(at, create);
                        case Write.Update update -> guarded.update(at, update);
                        case Write.Delete delete -> guarded.delete(at, delete);
                    },
                    null);
        } catch (TransientFault e) {
            turnedAway.compareAndSet(null, e); // all that is left here concerns the system as a whole
            return new Result(place, null, e);
        } catch (PermanentFault e) {
            return new Result(place, null, e);
        }
    }
}
