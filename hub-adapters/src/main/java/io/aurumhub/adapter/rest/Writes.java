package io.aurumhub.adapter.rest;

import io.aurumhub.core.connector.Guard;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.Permit;
import io.aurumhub.core.connector.SystemWriter;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Collides;
import io.aurumhub.core.connector.WriteOutcome.Failed;
import io.aurumhub.core.connector.WriteOutcome.Overtaken;
import io.aurumhub.core.connector.WriteOutcome.Refused;
import io.aurumhub.core.connector.WriteOutcome.Unheard;
import io.aurumhub.core.connector.WriteOutcome.Unknown;
import io.aurumhub.core.connector.WriteOutcome.Written;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The batches of {@link RestSystem}: writes to different records go side by side, those to one record in their order.
 * When the system turns one away as a whole (no connection, 429, 503), or something on the way answers in its place,
 * the rest of the batch is not sent.
 */
final class Writes {

    private final Way way;
    private final GuardedWrite guarded;
    private final Updates updates;
    private final CreateOnce creating;

    Writes(Way way, Reads reads) {
        var readBack = new ReadBack(reads);
        this.way = way;
        this.guarded = new GuardedWrite(way.http(), reads, readBack);
        this.updates = new Updates(way.http(), guarded, readBack);
        this.creating = new CreateOnce(way.http(), reads, readBack);
    }

    Guard guard(RestResource at) {
        return guarded.guard(at);
    }

    Optional<String> advice(RestResource at) {
        return updates.advice(at);
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
            var reason = String.valueOf(fault == null ? null : fault.getMessage());
            return fault instanceof TransientFault ? new Unheard(reason, false) : new Failed(reason);
        }
    }

    List<WriteOutcome> write(RestResource at, List<Write> writes, Permit permit) {
        if (writes.size() > SystemWriter.LARGEST_BATCH) {
            throw new IllegalArgumentException(
                    writes.size() + " writes are more than the " + SystemWriter.LARGEST_BATCH + " of a batch");
        }
        var turnedAway = new AtomicReference<@Nullable RuntimeException>();
        var tasks = new ArrayList<Callable<List<Result>>>();
        for (var places : byRecord(writes)) {
            tasks.add(() -> places.stream()
                    .map(place -> carryOut(at, place, writes.get(place), turnedAway, permit))
                    .toList());
        }
        var results = new Result[writes.size()];
        way.http().sideBySide(tasks).forEach(group -> group.forEach(result -> results[result.place] = result));
        return outcomes(List.of(results));
    }

    /** Nothing sent at all is a fault of the system; what happened to a part of a batch is told item by item. */
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
                case Write.Restore restore -> "record " + restore.localId();
                case Write.Delete delete -> "record " + delete.localId();
            };
            groups.computeIfAbsent(group, ignored -> new ArrayList<>()).add(place);
        }
        return groups.values();
    }

    private Result carryOut(
            RestResource at,
            int place,
            Write write,
            AtomicReference<@Nullable RuntimeException> turnedAway,
            Permit permit) {
        var before = turnedAway.get();
        if (before != null) {
            return new Result(place, null, before);
        }
        try {
            check(permit);
            var outcome = switch (write) {
                case Write.Create create -> creating.create(at, create);
                case Write.Update update -> updates.update(at, update);
                case Write.Restore restore -> updates.restore(at, restore);
                case Write.Delete delete -> guarded.delete(at, delete);
            };
            return new Result(place, heard(at, outcome, turnedAway), null);
        } catch (TransientFault e) {
            turnedAway.compareAndSet(null, e); // all that is left here concerns the system as a whole
            return new Result(place, null, e);
        } catch (PermanentFault e) {
            if (way.isOpen(at)) {
                return new Result(place, null, e);
            }
            var fault = new TransientFault(String.valueOf(e.getMessage()), e);
            turnedAway.compareAndSet(null, fault);
            return new Result(place, null, fault);
        }
    }

    /** Whatever keeps the permit back, what was sent before has its outcome. */
    @SuppressWarnings("PMD.AvoidCatchingGenericException") // it asks a database, and one that is away may say anything
    private static void check(Permit permit) {
        if (Thread.currentThread().isInterrupted()) {
            throw new TransientFault("the hub was interrupted before this was sent", null);
        }
        try {
            permit.check();
        } catch (TransientFault | PermanentFault e) {
            throw e;
        } catch (RuntimeException e) {
            throw new TransientFault("nobody could tell whether this may still be written: " + e.getMessage(), e);
        }
    }

    /** What did not work while the list is not to be had either, did not fail by itself. */
    private WriteOutcome heard(
            RestResource at, WriteOutcome outcome, AtomicReference<@Nullable RuntimeException> turnedAway) {
        var unheard = switch (outcome) {
            case Unheard one -> one;
            case Failed(String reason) -> new Unheard(reason, true);
            case Unknown(String reason) -> new Unheard(reason, true);
            case Written _, Overtaken _, Refused _, Collides _ -> null;
        };
        if (unheard == null || way.isOpen(at)) {
            return outcome;
        }
        turnedAway.compareAndSet(null, new TransientFault(unheard.reason(), null));
        return unheard;
    }
}
