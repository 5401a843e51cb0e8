package io.aurumhub.adapter.rest;

import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Page;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.shared.Value;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The reading half of {@link RestSystem}. */
final class Reads {

    private final Http http;
    private final Way way;
    private final Clock clock;

    /** Resources whose records were seen to have strong ETags. */
    private final Set<RestResource> tagged = ConcurrentHashMap.newKeySet();

    Reads(Way way, Clock clock) {
        this.http = way.http();
        this.way = way;
        this.clock = clock;
    }

    /** An answer about one record. */
    void noteTag(RestResource at, Answer answer) {
        if (answer.status() >= 200 && answer.status() < 300 && answer.strongEtag() != null) {
            tagged.add(at);
        }
    }

    boolean showsTags(RestResource at) {
        return tagged.contains(at);
    }

    Page page(RestResource at, @Nullable Pointer pointer, Duration lookBack, int pageSize) {
        if (pageSize < 1 || pageSize > SystemReader.LARGEST_PAGE) {
            throw new IllegalArgumentException(
                    "pageSize " + pageSize + " is not within 1 and " + SystemReader.LARGEST_PAGE);
        }
        var source = new Listing.Source(way, at, Map.of());
        var position = pointer == null ? Position.beginning() : trusted(Position.of(pointer));
        var pass = position.pass() == null ? begin(position, lookBack) : position.pass();
        var walk = new ListWalk(source, position, pass, pageSize, pageSize).go();
        var records = new ArrayList<>(walk.records());
        var unreadable = new ArrayList<>(walk.unreadable());
        int unmarked = walk.unmarked();
        if (walk.ended() && walk.mayHaveMissed()) {
            var reached = walk.finished();
            int room = pageSize - records.size();
            var again = Position.Pass.begin(reached.since());
            if (room == 0) {
                return new Page(
                        records,
                        unreadable,
                        new Position(reached.since(), reached.seen(), again).pointer(),
                        false,
                        unmarked);
            }
            walk = new ListWalk(source, reached, again, room, SystemReader.LARGEST_PAGE).go();
            records.addAll(walk.records());
            unreadable.addAll(walk.unreadable());
        }
        if (!walk.ended()) {
            return new Page(records, unreadable, walk.position().pointer(), false, unmarked);
        }
        boolean nothingEver = pointer == null && records.isEmpty() && unreadable.isEmpty();
        return new Page(
                records, unreadable, nothingEver ? null : walk.finished().pointer(), true, unmarked);
    }

    /** A time far ahead was taken for the last change once: everything is read again. */
    private Position trusted(Position position) {
        var since = position.since();
        return since == null || ChangeTime.isUsable(since, clock.instant()) ? position : Position.beginning();
    }

    private static Position.Pass begin(Position position, Duration lookBack) {
        var from = position.since();
        return Position.Pass.begin(from == null ? null : ChangeTime.minus(from, lookBack));
    }

    /** The records of all pages, with the narrowing parameters; later sights of a record replace earlier ones. */
    private Map<String, LocalRecord> all(RestResource at, Map<String, String> filter) {
        var source = new Listing.Source(way, at, filter);
        var found = new LinkedHashMap<String, LocalRecord>();
        var position = Position.beginning();
        boolean ended = false;
        while (!ended) {
            var pass = position.pass() == null ? Position.Pass.begin(null) : position.pass();
            var walk = new ListWalk(source, position, pass, SystemReader.LARGEST_PAGE, SystemReader.LARGEST_PAGE).go();
            if (!walk.unreadable().isEmpty()) {
                var first = walk.unreadable().getFirst();
                throw new PermanentFault(
                        at.place() + ": the list cannot be read completely; " + first.place() + ": " + first.reason(),
                        null);
            }
            walk.records().forEach(record -> found.put(record.localId(), record));
            position = walk.position();
            ended = walk.ended();
        }
        return found;
    }

    Set<String> keys(RestResource at) {
        var keys = new LinkedHashSet<String>();
        all(at, Map.of()).forEach((id, record) -> {
            if (!record.deleted()) {
                keys.add(id);
            }
        });
        return keys;
    }

    /** Asks with the simple top-level fields, and does not trust the API to have filtered by them. */
    List<LocalRecord> find(RestResource at, Map<String, Value> fields) {
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("find needs at least one field");
        }
        var filter = new LinkedHashMap<String, String>();
        fields.forEach((path, value) -> {
            boolean simple =
                    value instanceof Value.Text || value instanceof Value.Decimal || value instanceof Value.Flag;
            if (simple && !path.contains(".")) {
                filter.put(path, value.toString());
            }
        });
        return all(at, filter).values().stream()
                .filter(record -> !record.deleted() && holds(record, fields))
                .toList();
    }

    static boolean holds(LocalRecord record, Map<String, Value> expected) {
        return expected.entrySet().stream()
                .allMatch(field ->
                        Json.atOrNothing(record.fields(), field.getKey()).equals(field.getValue()));
    }

    Map<String, LocalRecord> fetch(RestResource at, Collection<String> localIds) {
        var answers = new LinkedHashMap<String, Answer>();
        ask(at, new LinkedHashSet<>(localIds), answers);
        var gone =
                answers.entrySet().stream().filter(one -> one.getValue().gone()).toList();
        if (!gone.isEmpty()) {
            checkWay(at, gone.getFirst().getValue());
            ask(at, gone.stream().map(Map.Entry::getKey).toList(), answers);
        }
        answers.values().forEach(answer -> noteTag(at, answer));
        var found = new LinkedHashMap<String, LocalRecord>();
        answers.forEach((id, answer) -> seen(at, answer, id).ifPresent(one -> found.put(id, one.record())));
        return found;
    }

    private void ask(RestResource at, Collection<String> localIds, Map<String, Answer> answers) {
        var tasks = new ArrayList<Callable<Map.Entry<String, Answer>>>();
        localIds.forEach(id ->
                at.one(http.baseUrl(), id).ifPresent(uri -> tasks.add(() -> Map.entry(id, http.get(uri)))));
        http.sideBySide(tasks).forEach(one -> answers.put(one.getKey(), one.getValue()));
    }

    /** The record as it is; empty if there is none. */
    Optional<Seen> one(RestResource at, String localId) {
        return answer(at, localId).flatMap(answer -> seen(at, answer, localId));
    }

    /** The same right after the system has said that it removed the record: then its 404 needs no second look. */
    Optional<Seen> oneAfterRemoval(RestResource at, String localId) {
        return at.one(http.baseUrl(), localId).map(http::get).flatMap(answer -> seen(at, answer, localId));
    }

    private static Optional<Seen> seen(RestResource at, Answer answer, String localId) {
        if (answer.gone()) {
            return Optional.empty();
        }
        if (answer.status() != 200) {
            throw answer.fault();
        }
        return Optional.of(shown(at, answer, localId));
    }

    /** Whether the system says that it had the record, and has it no more. */
    boolean isKnownToBeGone(RestResource at, String localId) {
        return at.one(http.baseUrl(), localId)
                .map(http::get)
                .filter(Answer::knownToBeGone)
                .isPresent();
    }

    /**
     * What the system says when it is asked for the record; empty if no record can have the id. Where that is that
     * there is none, it has been made sure that it is not something on the way that says so.
     *
     * @throws TransientFault if it cannot be told
     */
    Optional<Answer> answer(RestResource at, String localId) {
        return at.one(http.baseUrl(), localId).map(uri -> {
            var answer = http.get(uri);
            if (answer.gone()) {
                checkWay(at, answer);
                answer = http.get(uri);
            }
            noteTag(at, answer);
            return answer;
        });
    }

    private void checkWay(RestResource at, Answer gone) {
        if (!way.isOpen(at)) {
            throw new TransientFault(
                    gone.meaning()
                            + "; but the list does not answer as it should either, so this says nothing about the"
                            + " record",
                    null);
        }
    }

    static Seen shown(RestResource at, Answer answer, String localId) {
        return Seen.in(at, answer, localId)
                .orElseThrow(() -> answer.notOfKind("the body is not the record " + localId + " as a JSON object"));
    }

    /**
     * A record with the guard that its answer gave.
     *
     * @param etag strong; null if there was none
     */
    record Seen(LocalRecord record, @Nullable String etag) {

        /** The record in the body, unless that is something else. */
        static Optional<Seen> in(RestResource at, Answer answer, @Nullable String localId) {
            if (!(answer.json().orElse(Value.nothing()) instanceof Value.Nested(Map<String, Value> fields))) {
                return Optional.empty();
            }
            return at.id(fields)
                    .filter(id -> localId == null || id.equals(localId))
                    .map(id -> new Seen(at.record(id, fields), answer.strongEtag()));
        }
    }
}
