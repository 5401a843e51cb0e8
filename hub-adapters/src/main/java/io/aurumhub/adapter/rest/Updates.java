package io.aurumhub.adapter.rest;

import io.aurumhub.adapter.rest.Reads.Seen;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Overtaken;
import io.aurumhub.core.connector.WriteOutcome.Refused;
import io.aurumhub.core.connector.WriteOutcome.Written;
import io.aurumhub.core.shared.Value;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Updates of a record and of one that is only marked as deleted, by PATCH or PUT, guarded as {@link GuardedWrite}
 * guards them. A patch of which nothing at all was taken is sent once more under another content type
 * ({@link PatchTypes}).
 */
final class Updates {

    private final Http http;
    private final GuardedWrite guarded;
    private final ReadBack readBack;
    private final PatchTypes types = new PatchTypes();

    Updates(Http http, GuardedWrite guarded, ReadBack readBack) {
        this.http = http;
        this.guarded = guarded;
        this.readBack = readBack;
    }

    Optional<String> advice(RestResource at) {
        return types.advice(at);
    }

    WriteOutcome update(RestResource at, Write.Update update) {
        var type = at.puts() ? PatchTypes.PLAIN : types.of(at);
        var first = new Replacing(at, update, type, at.puts() || types.isProven(at));
        var outcome = guarded.write(at, update.localId(), update.expected(), update.version(), first);
        if (at.puts() || !first.untaken) {
            note(at, type, first, outcome);
            return outcome;
        }
        var other = types.other(at, type, first.accepted);
        if (other.isEmpty()) {
            if (first.unsupported) {
                throw notTaken(first);
            }
            return outcome; // it takes the type, so it is the record that it refuses
        }
        // a server that did not look into it may have stamped a new version all the same
        var version = outcome instanceof Written(LocalRecord now) ? now.version() : update.version();
        var second = new Replacing(at, update, other.get(), true);
        var again = guarded.write(at, update.localId(), update.expected(), version, second);
        note(at, other.get(), second, again);
        if (first.unsupported && second.unsupported) {
            throw notTaken(second);
        }
        boolean neither = second.untaken || again instanceof Refused;
        return neither && !first.unsupported ? outcome : again;
    }

    private void note(RestResource at, String type, Replacing change, WriteOutcome outcome) {
        if (change.untaken && outcome instanceof Written) {
            types.isDeaf(at);
        } else if (outcome instanceof Written) {
            types.works(at, type);
        }
    }

    private static PermanentFault notTaken(Replacing change) {
        var takes = change.accepted == null ? "" : "; it takes " + change.accepted;
        return new PermanentFault(
                "%s%s. The hub writes %s and %s: set patchType, or update: put"
                        .formatted(change.words, takes, PatchTypes.MERGE_PATCH, PatchTypes.PLAIN),
                null);
    }

    /** An update under one content type. */
    private final class Replacing implements GuardedWrite.Change {
        private final RestResource at;
        private final Write.Update update;
        private final String type;
        private final boolean proven;
        /** Nothing at all of it was taken, so that another type may do. */
        private boolean untaken;

        private boolean unsupported;
        private @Nullable String accepted;
        private String words = "";

        Replacing(RestResource at, Write.Update update, String type, boolean proven) {
            this.at = at;
            this.update = update;
            this.type = type;
            this.proven = proven;
        }

        @Override
        public WriteOutcome gone(@Nullable LocalRecord now) {
            return new Overtaken(now);
        }

        @Override
        public boolean needsBody() {
            return at.puts();
        }

        @Override
        public Answer send(URI uri, Map<String, String> guard, @Nullable Seen seen) throws NoAnswer {
            var patch = Json.mergePatch(update.changes(), update.expected());
            return change(at, uri, guard, seen, update.changes(), type, patch);
        }

        @Override
        public WriteOutcome done(Answer answer, boolean bestEffort) {
            var outcome = readBack.updated(at, answer, update, bestEffort);
            untaken = outcome instanceof Written(LocalRecord now) && ReadBack.nothingTaken(update, now);
            return outcome;
        }

        @Override
        public WriteOutcome refused(Answer answer) {
            accepted = answer.header("Accept-Patch");
            words = answer.meaning();
            unsupported = answer.status() == 415 && !at.puts();
            // some do not look into a body of a type they do not know, and miss what should stand in it
            untaken = unsupported || (!proven && (answer.status() == 400 || answer.status() == 422));
            return unsupported ? new Refused(answer.words()) : GuardedWrite.refusal(answer);
        }
    }

    WriteOutcome restore(RestResource at, Write.Restore restore) {
        var type = types.of(at);
        var first = new Restoring(at, restore, type);
        var outcome = guarded.write(at, restore.localId(), restore.expected(), restore.version(), first);
        var other = types.other(at, type, null).orElse(type);
        if (at.puts() || !first.untaken || types.isProven(at)) {
            return outcome;
        }
        var second = new Restoring(at, restore, other);
        var again = guarded.write(at, restore.localId(), restore.expected(), restore.version(), second);
        if (again instanceof Written) {
            types.works(at, other);
        }
        return second.untaken ? outcome : again;
    }

    /** An update that takes the mark of the delete off, too. */
    private final class Restoring implements GuardedWrite.Change {
        private final RestResource at;
        private final Write.Restore restore;
        private final Map<String, Value> changes;
        private final Map<String, Value> expected;

        private final String type;
        private boolean untaken;

        private Restoring(RestResource at, Write.Restore restore, String type) {
            this.at = at;
            this.type = type;
            this.restore = restore;
            this.changes = new LinkedHashMap<>(restore.changes());
            this.expected = new LinkedHashMap<>(restore.expected());
        }

        @Override
        public boolean admits(LocalRecord now) {
            return now.deleted();
        }

        @Override
        public WriteOutcome gone(@Nullable LocalRecord now) {
            return new Overtaken(now);
        }

        @Override
        public boolean needsBody() {
            return true;
        }

        @Override
        public Answer send(URI uri, Map<String, String> guard, @Nullable Seen seen) throws NoAnswer {
            var marked = Objects.requireNonNull(seen).record();
            at.unmarked(marked).forEach((path, value) -> {
                changes.put(path, value);
                expected.put(path, Json.atOrNothing(marked.fields(), path));
            });
            return change(at, uri, guard, seen, changes, type, Json.mergePatch(changes, expected));
        }

        @Override
        public WriteOutcome done(Answer answer, boolean bestEffort) {
            var update = new Write.Update(restore.localId(), changes, expected, restore.version());
            var outcome = readBack.updated(at, answer, update, bestEffort);
            untaken = outcome instanceof Written(LocalRecord now) && now.deleted();
            return untaken
                    ? new Refused(
                            "%s answered %d, as if it had taken the record back, but it is still marked as deleted"
                                    .formatted(answer.what(), answer.status()))
                    : outcome;
        }

        @Override
        public WriteOutcome refused(Answer answer) {
            untaken = answer.status() == 415 && !at.puts();
            return untaken ? new Refused(answer.words()) : GuardedWrite.refusal(answer);
        }
    }

    private Answer change(
            RestResource at,
            URI uri,
            Map<String, String> guard,
            @Nullable Seen seen,
            Map<String, Value> changes,
            String type,
            Value patch)
            throws NoAnswer {
        var headers = new LinkedHashMap<>(guard);
        if (seen != null && at.puts()) {
            headers.put("Content-Type", PatchTypes.PLAIN);
            var whole = new Value.Nested(Json.with(seen.record().fields(), changes));
            return http.send("PUT", uri, headers, whole);
        }
        headers.put("Content-Type", type);
        return http.send("PATCH", uri, headers, patch);
    }
}
