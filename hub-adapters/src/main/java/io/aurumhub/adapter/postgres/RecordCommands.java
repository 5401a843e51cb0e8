package io.aurumhub.adapter.postgres;

import io.aurumhub.core.record.Decided;
import io.aurumhub.core.record.Facts;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.record.GoldenRecordCommand;
import io.aurumhub.core.shared.GoldenRecordId;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Sends commands to golden records that exist; they share transactions with everything else that waits. */
public final class RecordCommands {

    private final RecordLane lane;
    private final LongSupplier term;

    /** @param term in which was read or claimed what the commands rest on */
    RecordCommands(RecordLane lane, LongSupplier term) {
        this.lane = lane;
        this.term = term;
    }

    /**
     * Sends a command.
     *
     * @param command made once the facts of its batch are at hand
     * @return completes once it is committed; exceptionally with GoldenRecordRejected if the rules say no, or with a
     *     TransientFault if the database did not answer, or the term is over in which it was begun
     */
    public CompletableFuture<Decided> send(GoldenRecordId record, Function<Facts, GoldenRecordCommand> command) {
        return add(record, null, command);
    }

    /**
     * Sends a command to a record that has just been read.
     *
     * @param known the record as it was read; it is read again only if it has moved on since
     */
    public CompletableFuture<Decided> send(GoldenRecord known, Function<Facts, GoldenRecordCommand> command) {
        return add(known.id(), known, command);
    }

    private CompletableFuture<Decided> add(
            GoldenRecordId record, @Nullable GoldenRecord known, Function<Facts, GoldenRecordCommand> command) {
        var answer = new CompletableFuture<Decided>();
        lane.add(new RecordLane.Begun(new Task.Decide(record, known, Set.of(), command, answer), term.getAsLong()));
        return answer;
    }
}
