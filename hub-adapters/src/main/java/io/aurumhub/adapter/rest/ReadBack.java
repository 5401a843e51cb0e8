package io.aurumhub.adapter.rest;

import io.aurumhub.adapter.rest.Reads.Seen;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.OwnForm;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Failed;
import io.aurumhub.core.connector.WriteOutcome.Overtaken;
import io.aurumhub.core.connector.WriteOutcome.Refused;
import io.aurumhub.core.connector.WriteOutcome.Unheard;
import io.aurumhub.core.connector.WriteOutcome.Unknown;
import io.aurumhub.core.connector.WriteOutcome.Written;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is stored after a write that was answered well: as the answer shows it, or read again where the answer does not
 * show all that was written, or is not to be believed ({@link Candour}). A system may need a moment to show what it has
 * stored, so what is missing is looked for a few times.
 */
final class ReadBack {

    private static final List<Duration> PAUSES = List.of(Duration.ofMillis(100), Duration.ofMillis(400));
    private static final int ACCEPTED = 202;

    private final Reads reads;
    private final Candour candour = new Candour();
    /** Resources whose answers to an update have shown the record. */
    private final Set<RestResource> shows = ConcurrentHashMap.newKeySet();

    ReadBack(Reads reads) {
        this.reads = reads;
    }

    /** @param bestEffort nothing guarded the write, so what stands there now may be somebody else's */
    WriteOutcome updated(RestResource at, Answer answer, Write.Update update, boolean bestEffort) {
        if (answer.status() == ACCEPTED) {
            return new Failed(answer.what() + " answered 202: taken on, but not done yet");
        }
        var said = said(at, answer, update.localId(), update.changes()).orElse(null);
        boolean denied = said != null && nothingTaken(update, said);
        if (said != null && !denied) {
            shows.add(at);
        }
        boolean due = said != null && candour.isDue(at);
        if (said != null && !due && !denied) {
            return new Written(said);
        }
        try {
            var present = look(
                    () -> one(at, update.localId()),
                    now -> now != null && !unchanged(update, denied ? null : said, now));
            if (present == null) {
                return new Overtaken(null);
            }
            if (isDoubtful(at, answer, said) && nothingTaken(update, present)) {
                return new Unheard(notStored(answer), true);
            }
            boolean edited = (bestEffort || said != null) && edited(update, said, present);
            if (said == null) {
                return edited ? new Overtaken(present) : new Written(present);
            }
            if (edited && !bestEffort) {
                candour.found(at, true);
                return new Written(said); // what stands there now is left to be heard as an edit
            }
            candour.found(at, Candour.same(said, present, update.changes().keySet()));
            return edited ? new Overtaken(present) : new Written(present);
        } catch (TransientFault e) {
            return said == null ? new Unheard(unread(e), true) : new Written(said);
        } catch (PermanentFault e) {
            return said == null ? new Unknown(unread(e)) : new Written(said);
        }
    }

    /** It may be somebody else who answers: an API that usually shows the record has shown nothing. */
    private boolean isDoubtful(RestResource at, Answer answer, @Nullable LocalRecord said) {
        boolean showsNothing =
                said == null && !(answer.json().orElse(Value.nothing()) instanceof Value.Nested) && shows.contains(at);
        return answer.isDoubtful() || showsNothing;
    }

    private static String unread(RuntimeException fault) {
        return "it was written, but could not be read back: " + fault.getMessage();
    }

    private static String notStored(Answer answer) {
        return String.valueOf(answer.notOfKind("nothing of it was done").getMessage());
    }

    /** Every field holds what it held before the write. */
    static boolean nothingTaken(Write.Update update, LocalRecord now) {
        return !update.changes().isEmpty()
                && update.changes().entrySet().stream().allMatch(one -> {
                    var held = Json.atOrNothing(now.fields(), one.getKey());
                    return !held.equals(one.getValue())
                            && held.equals(update.expected().get(one.getKey()));
                });
    }

    /** The answer's record, if it shows what was written or has become of it. */
    private static Optional<LocalRecord> said(
            RestResource at, Answer answer, @Nullable String localId, Map<String, Value> written) {
        var paths = written.entrySet().stream()
                .filter(one -> !one.getValue().isNothing())
                .map(Map.Entry::getKey)
                .toList();
        return Seen.in(at, answer, localId).map(Seen::record).filter(record -> Candour.showsAll(record, paths));
    }

    /** A field holds what it held before the write, though the answer does not say so. */
    private static boolean unchanged(Write.Update update, @Nullable LocalRecord said, LocalRecord now) {
        return update.changes().entrySet().stream().anyMatch(one -> {
            var held = Json.atOrNothing(now.fields(), one.getKey());
            boolean answered = said != null && held.equals(Json.atOrNothing(said.fields(), one.getKey()));
            return !answered
                    && !held.equals(one.getValue())
                    && held.equals(update.expected().get(one.getKey()));
        });
    }

    /** A field holds what is neither ours, nor a form of it, nor what stood there before. */
    private static boolean edited(Write.Update update, @Nullable LocalRecord said, LocalRecord now) {
        return update.changes().entrySet().stream().anyMatch(one -> {
            var held = Json.atOrNothing(now.fields(), one.getKey());
            boolean answered = said != null && held.equals(Json.atOrNothing(said.fields(), one.getKey()));
            return !answered
                    && !held.equals(update.expected().get(one.getKey()))
                    && !OwnForm.possible(one.getValue(), held);
        });
    }

    WriteOutcome deleted(RestResource at, Answer answer, String localId) {
        try {
            var present = look(
                    () -> (answer.isDoubtful() ? reads.one(at, localId) : reads.oneAfterRemoval(at, localId))
                            .map(Seen::record)
                            .orElse(null),
                    now -> now == null || now.deleted());
            if (present == null || present.deleted()) {
                return new Written(LocalRecord.tombstone(localId, present == null ? null : present.changedAt()));
            }
        } catch (TransientFault e) {
            return new Unheard(unsought(e), true);
        } catch (PermanentFault e) {
            return new Unknown(unsought(e));
        }
        if (answer.isDoubtful()) {
            return new Unheard(notStored(answer), true);
        }
        return answer.status() == ACCEPTED
                ? new Failed(answer.what() + " answered 202: taken on, but not done yet")
                : new Refused("%s answered %d, as if it had removed the record, but the record is still there"
                        .formatted(answer.what(), answer.status()));
    }

    private static String unsought(RuntimeException fault) {
        return "it was removed, as the system says, but could not be looked for: " + fault.getMessage();
    }

    /** @param localId as the answer names it in its body or header; null: it does not */
    WriteOutcome created(RestResource at, Answer answer, Write.Create create, @Nullable String localId) {
        var unknown = answer.what() + " answered " + answer.status() + ", but did not show the record";
        var said = said(at, answer, null, create.fields()).orElse(null);
        var id = said != null ? said.localId() : shownId(at, answer, localId);
        if (said != null && !candour.isDue(at)) {
            return new Written(said);
        }
        if (id == null) {
            return new Unknown(unknown);
        }
        try {
            var present = look(() -> one(at, id), now -> now != null && !now.deleted());
            if (present == null ? reads.isKnownToBeGone(at, id) : present.deleted()) {
                // It was made, and its users have deleted it since: they will say so.
                return new Written(said != null ? said : new LocalRecord(id, create.fields(), null, null, false));
            }
            if (present == null) {
                if (said != null) {
                    candour.found(at, false);
                }
                return new Refused(missing(answer, id));
            }
            return new Written(said == null ? present : stored(at, create, said, present));
        } catch (TransientFault e) {
            return said == null ? new Unheard(unknown + ": " + e.getMessage(), true) : new Written(said);
        } catch (PermanentFault e) {
            return said == null ? new Unknown(unknown + ": " + e.getMessage()) : new Written(said);
        }
    }

    /** What somebody has edited since the answer is left to be heard as an edit. */
    private LocalRecord stored(RestResource at, Write.Create create, LocalRecord said, LocalRecord present) {
        boolean candid = Candour.same(said, present, create.fields().keySet());
        boolean edited = create.fields().entrySet().stream().anyMatch(one -> {
            var held = Json.atOrNothing(present.fields(), one.getKey());
            return !held.isNothing()
                    && !held.equals(Json.atOrNothing(said.fields(), one.getKey()))
                    && !OwnForm.possible(one.getValue(), held);
        });
        candour.found(at, candid || edited);
        return candid || edited ? said : present;
    }

    private static @Nullable String shownId(RestResource at, Answer answer, @Nullable String named) {
        return Seen.in(at, answer, null).map(seen -> seen.record().localId()).orElse(named);
    }

    private static String missing(Answer answer, String id) {
        return ("%s answered %d, as if it had made record %s, but there is no such record. It is not made again by"
                        + " itself: retry it when the system is in order; it is looked for first")
                .formatted(answer.what(), answer.status(), id);
    }

    private static @Nullable LocalRecord look(
            Supplier<@Nullable LocalRecord> reading, Predicate<@Nullable LocalRecord> good) {
        var present = reading.get();
        for (var pause : PAUSES) {
            if (good.test(present)) {
                return present;
            }
            LockSupport.parkNanos(pause.toNanos());
            present = reading.get();
        }
        return present;
    }

    private @Nullable LocalRecord one(RestResource at, String localId) {
        return reads.one(at, localId).map(Seen::record).orElse(null);
    }
}
