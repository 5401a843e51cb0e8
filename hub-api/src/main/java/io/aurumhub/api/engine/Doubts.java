package io.aurumhub.api.engine;

import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Unknown;
import io.aurumhub.core.connector.WriteOutcome.Written;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The creates of a batch of which an earlier attempt ended without an answer: it may have made the record. They are
 * looked for before they are created again, and looked at afterwards.
 */
final class Doubts {

    /** After so many look-ups in a row without an answer, a batch tries no more of them. */
    private static final int MOST_UNANSWERED = 3;

    private final SyncDefinition sync;
    private final SystemReader reader;

    Doubts(SyncDefinition sync, SystemReader reader) {
        this.sync = sync;
        this.reader = reader;
    }

    /**
     * What the look-ups came to.
     *
     * @param clear to be written
     * @param found are there already
     * @param unsolved nobody knows, since the system did not answer; that holds up none of the others
     * @param silence why it did not; null: it always did
     */
    record Answers(
            List<Sending> clear,
            List<Found> found,
            List<Sending> unsolved,
            @Nullable TransientFault silence) {}

    /** One that is there. */
    record Found(Sending sending, LocalRecord record) {}

    Answers lookFor(List<Sending> sending) {
        var clear = new ArrayList<Sending>();
        var found = new ArrayList<Found>();
        var unsolved = new ArrayList<Sending>();
        TransientFault silence = null;
        int unanswered = 0;
        for (var one : sending) {
            if (!one.mayExist()) {
                clear.add(one);
            } else if (unanswered >= MOST_UNANSWERED) {
                unsolved.add(one);
            } else {
                try {
                    var record = existing(one);
                    unanswered = 0;
                    if (record == null) {
                        clear.add(one);
                    } else {
                        found.add(new Found(one, record));
                    }
                } catch (TransientFault fault) {
                    silence = fault;
                    unanswered++;
                    unsolved.add(one);
                }
            }
        }
        return new Answers(clear, found, unsolved, silence);
    }

    private @Nullable LocalRecord existing(Sending sending) {
        var external = sync.externalId().orElse(null);
        if (external == null) {
            return null;
        }
        var id = Value.text(sending.item().record().id().toString());
        return reader.find(sync.resource(), Map.of(external, id)).stream()
                .filter(record -> !record.deleted())
                .findFirst()
                .orElse(null);
    }

    /**
     * Looks at what a system says it has created at a repeated attempt: it may only have given its first answer again,
     * and the record may have been deleted since. Without an answer the outcome is unknown.
     *
     * @param outcomes of these, in order; null: not answered
     * @param gone gets the local ids of those that are not there
     */
    List<@Nullable WriteOutcome> lookAt(
            List<Sending> sending, List<@Nullable WriteOutcome> outcomes, Set<String> gone) {
        var again = new LinkedHashSet<String>();
        for (int i = 0; i < sending.size(); i++) {
            if (sending.get(i).mayExist() && outcomes.get(i) instanceof Written(LocalRecord stored)) {
                again.add(stored.localId());
            }
        }
        if (again.isEmpty()) {
            return outcomes;
        }
        try {
            var there = reader.fetch(sync.resource(), again);
            again.removeIf(id -> {
                var record = there.get(id);
                return record != null && !record.deleted();
            });
            gone.addAll(again);
            return outcomes;
        } catch (TransientFault silence) {
            var doubtful = new ArrayList<>(outcomes);
            doubtful.replaceAll(
                    outcome -> outcome instanceof Written(LocalRecord stored) && again.contains(stored.localId())
                            ? new Unknown("it cannot be looked at: " + silence.getMessage())
                            : outcome);
            return doubtful;
        }
    }
}
