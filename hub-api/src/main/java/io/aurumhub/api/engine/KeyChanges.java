package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.KeyQuestions;
import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.record.Decided;
import io.aurumhub.core.record.GoldenRecordCommand.Relink;
import io.aurumhub.core.record.GoldenRecordCommand.Reported;
import io.aurumhub.core.record.GoldenRecordRejected;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks, for what came under a new key, whether its system still holds the record that it may be under the old one. Gone
 * there: the record has a new key, and stays the same in all other systems. Still there: it is a record of its own.
 * Where more than one answer is possible, it goes on waiting for a steward.
 */
final class KeyChanges {

    private final SyncDefinition sync;
    private final SystemReader reader;
    private final PostgresHub hub;
    private final EngineSettings settings;
    private final Clock clock;

    KeyChanges(SyncDefinition sync, SystemReader reader, PostgresHub hub, EngineSettings settings, Clock clock) {
        this.sync = sync;
        this.reader = reader;
        this.hub = hub;
        this.settings = settings;
        this.clock = clock;
    }

    /** A local record that may have got another key. */
    private record Move(GoldenRecordId record, String from, String to) {}

    /**
     * Answers what is open.
     *
     * @param take is given changes to take in, and is done with them when it returns
     */
    void answer(Provenance cause, Consumer<List<Change>> take) {
        var open = open();
        if (open.isEmpty()) {
            return;
        }
        var readAt = clock.instant();
        var there = there(open);
        var gone = open.stream().filter(one -> !there.containsKey(one.localId())).toList();
        if (!gone.isEmpty()) {
            take.accept(gone.stream()
                    .map(one -> Change.vanished(sync, one.localId(), readAt, cause))
                    .toList());
        }
        open.removeAll(gone);
        var named = new HashMap<String, Integer>();
        var taken = new HashSet<String>();
        open.forEach(one -> {
            one.oldKeys().keySet().forEach(key -> named.merge(key, 1, Integer::sum));
            taken.add(one.localId());
        });
        var own = new ArrayList<Long>();
        var moves = new ArrayList<Move>();
        for (var one : open) {
            boolean stay = one.oldKeys().keySet().stream()
                    .allMatch(key -> there.containsKey(key) && !taken.contains(key));
            if (stay) {
                own.add(one.number());
            } else if (one.sure() && one.oldKeys().size() == 1) {
                one.oldKeys().forEach((key, record) -> {
                    if (Objects.equals(named.get(key), 1)) {
                        moves.add(new Move(record, key, one.localId()));
                    }
                });
            }
        }
        if (!own.isEmpty()) {
            hub.keyQuestions().takeAsOwn(own).join();
        }
        var moved = move(moves, readAt, cause);
        if (!moved.isEmpty()) {
            take.accept(moved.stream()
                    .map(move -> Change.read(sync, Objects.requireNonNull(there.get(move.to())), readAt, cause))
                    .toList());
        }
    }

    private List<KeyQuestions.Open> open() {
        var questions = hub.keyQuestions();
        var all = new ArrayList<KeyQuestions.Open>();
        List<KeyQuestions.Open> page;
        do {
            page = questions.open(
                    sync.system(), sync.entity(), all.isEmpty() ? 0 : all.getLast().number());
            all.addAll(page);
        } while (page.size() == KeyQuestions.LARGEST_PAGE);
        return all;
    }

    /** What the system holds of the old keys and the new ones, without what it marks as deleted. */
    private Map<String, LocalRecord> there(List<KeyQuestions.Open> open) {
        var ids = new LinkedHashSet<String>();
        open.forEach(one -> {
            ids.add(one.localId());
            ids.addAll(one.oldKeys().keySet());
        });
        var there = new HashMap<String, LocalRecord>();
        var list = List.copyOf(ids);
        for (int from = 0; from < list.size(); from += settings.pageSize()) {
            var part = list.subList(from, Math.min(list.size(), from + settings.pageSize()));
            there.putAll(reader.fetch(sync.resource(), part));
        }
        there.values().removeIf(LocalRecord::deleted);
        return there;
    }

    /**
     * Moves what can be moved: a key that another one still has is free once that one has moved. Those that go round in a
     * circle stay as they are, and are asked about.
     */
    private List<Move> move(List<Move> moves, Instant readAt, Provenance cause) {
        var left = new ArrayList<>(moves);
        var moved = new ArrayList<Move>();
        while (!left.isEmpty()) {
            var kept = new HashSet<String>();
            left.forEach(move -> kept.add(move.from()));
            var free = left.stream().filter(move -> !kept.contains(move.to())).toList();
            if (free.isEmpty()) {
                return moved;
            }
            var answers = new HashMap<Move, CompletableFuture<Boolean>>();
            free.forEach(move -> answers.put(move, relink(move, readAt, cause)));
            free.stream().filter(move -> Objects.requireNonNull(answers.get(move)).join()).forEach(moved::add);
            left.removeAll(free);
        }
        return moved;
    }

    private CompletableFuture<Boolean> relink(Move move, Instant readAt, Provenance cause) {
        var reported = new Reported(sync.system(), sync.entity(), move.from(), null, null, readAt, null);
        var why = cause.because("%s is gone, and %s goes by the same match key".formatted(move.from(), move.to()));
        return hub.commands()
                .send(move.record(), facts -> new Relink(move.record(), reported, move.to(), facts, why))
                .handle(KeyChanges::isDone);
    }

    /** What the hub wrote meanwhile is looked at again with the next read. */
    private static boolean isDone(@Nullable Decided decided, @Nullable Throwable failure) {
        if (failure == null || failure instanceof GoldenRecordRejected) {
            return decided != null && !decided.events().isEmpty();
        }
        throw new CompletionException(failure);
    }
}
