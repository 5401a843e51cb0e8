package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.KeyQuestions.Open;
import io.aurumhub.adapter.postgres.KeyQuestions.Pulse;
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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks, for what came under a new key, whether its system still holds the record that it may be under the old one.
 * Gone there: the record has a new key, and stays the same in all other systems. Still there: it is a record of its
 * own. Where more than one answer is possible, it goes on waiting for a steward.
 */
final class KeyChanges {

    /** In each round, those move whose new key was left in the one before. */
    private static final int MOST_ROUNDS = 20;

    /** In each page there is at least one question; an answer may lead to the next one. */
    private static final int MOST_PAGES = 10_000;

    /** What was not answered is looked at again after this time, and after twice as long each time. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMinutes(1);

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    private final SyncDefinition sync;
    private final SystemReader reader;
    private final PostgresHub hub;
    private final EngineSettings settings;
    private final Clock clock;
    private @Nullable Pulse seen;
    private Duration pause = SHORTEST_PAUSE;
    private Instant nextLook = Instant.MIN;

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
     * Answers what is open, if anything is new, or it was looked at long ago.
     *
     * @return how it stands then
     */
    Pulse answerNew(ReadRun run, Consumer<List<Change>> take) {
        var pulse = pulse();
        if (pulse.open() == 0) {
            return pulse;
        }
        boolean isOld = pulse.asksTheSameAs(seen);
        if (isOld && clock.instant().isBefore(nextLook)) {
            return pulse;
        }
        pause = isOld ? Collections.min(List.of(pause.multipliedBy(2), LONGEST_PAUSE)) : SHORTEST_PAUSE;
        answer(run, take);
        var then = pulse();
        seen = then;
        nextLook = clock.instant().plus(pause);
        return then;
    }

    private Pulse pulse() {
        return hub.keyQuestions().pulse(sync.id(), sync.system(), sync.entity());
    }

    /**
     * Answers what is open.
     *
     * @param run the read, in whose term all of it is looked at
     * @param take is given changes to take in, and is done with them when it returns
     * @return false if more is asked than can be answered now, so that nothing may count as vanished yet
     */
    boolean answer(ReadRun run, Consumer<List<Change>> take) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            if (new Round(clock.instant(), run, take).moved() == 0) {
                return true;
            }
        }
        return false;
    }

    /** One look at all that is open. */
    private final class Round {
        private final Instant readAt;
        private final ReadRun run;
        private final Consumer<List<Change>> take;

        private Round(Instant readAt, ReadRun run, Consumer<List<Change>> take) {
            this.readAt = readAt;
            this.run = run;
            this.take = take;
        }

        /** Answers how many records got another key, or may yet. What one answer asks anew comes behind the others. */
        private int moved() {
            int moved = 0;
            long after = 0;
            var some = open(after);
            for (int page = 0; page < MOST_PAGES && !some.isEmpty(); page++) {
                moved += answered(after, some);
                after = some.getLast().number();
                some = open(after);
            }
            return some.isEmpty() ? moved : moved + some.size();
        }

        private List<Open> open(long after) {
            return hub.keyQuestions().open(sync.system(), sync.entity(), after);
        }

        private int answered(long after, List<Open> some) {
            var there = there(some);
            hub.membership().require(run.term()); // else another one may have seen what came after that
            var old = new LinkedHashSet<String>();
            some.forEach(one -> old.addAll(one.oldKeys().keySet()));
            old.retainAll(there.keySet());
            // What is under an old key may be another record by now, too.
            takeIn(old, id -> Change.read(sync, Objects.requireNonNull(there.get(id)), readAt, run.cause()));
            var gone = some.stream()
                    .map(Open::localId)
                    .filter(id -> !there.containsKey(id))
                    .toList();
            // Where that was the key of a known record, too, that one may be anywhere.
            settings.pages(gone)
                    .forEach(part -> hub.intakeOfMissed(run.term())
                            .submit(part.stream()
                                    .map(id -> Change.vanished(sync, id, readAt, run.cause()))
                                    .toList())
                            .join());
            var asked = some.stream().map(Open::number).collect(Collectors.toSet());
            var own = new ArrayList<Long>();
            var moves = new ArrayList<Move>();
            for (var one : open(after)) {
                if (asked.contains(one.number()) && there.containsKey(one.localId())) {
                    if (isAnother(one, there)) {
                        own.add(one.number());
                    } else {
                        move(one).ifPresent(moves::add);
                    }
                }
            }
            if (!own.isEmpty()) {
                hub.keyQuestions(run.term()).takeAsOwn(own).join();
            }
            var moved = KeyChanges.this.move(moves, readAt, run);
            takeIn(
                    moved.stream().map(Move::to).toList(),
                    id -> Change.read(sync, Objects.requireNonNull(there.get(id)), readAt, run.cause()));
            return moved.size();
        }

        private void takeIn(Collection<String> ids, Function<String, Change> change) {
            settings.pages(List.copyOf(ids))
                    .forEach(part -> take.accept(part.stream().map(change).toList()));
        }
    }

    /** All that it may be is there as it was, and what was under its key is not looked for any more. */
    private static boolean isAnother(Open one, Map<String, LocalRecord> there) {
        if (one.oldKeys().isEmpty()) {
            return !one.wanted();
        }
        return one.oldKeys().entrySet().stream()
                .allMatch(old ->
                        there.containsKey(old.getKey()) && !old.getValue().taken());
    }

    private static Optional<Move> move(Open one) {
        if (!one.sure() || one.oldKeys().size() != 1) {
            return Optional.empty();
        }
        var old = one.oldKeys().firstEntry();
        return old.getValue().alone()
                ? Optional.of(new Move(old.getValue().record(), old.getKey(), one.localId()))
                : Optional.empty();
    }

    /** What the system holds of the old keys and the new ones, without what it marks as deleted. */
    private Map<String, LocalRecord> there(List<Open> open) {
        var ids = new LinkedHashSet<String>();
        open.forEach(one -> {
            ids.add(one.localId());
            ids.addAll(one.oldKeys().keySet());
        });
        var there = new HashMap<String, LocalRecord>();
        settings.pages(List.copyOf(ids)).forEach(part -> there.putAll(reader.fetch(sync.resource(), part)));
        there.values().removeIf(LocalRecord::deleted);
        return there;
    }

    /**
     * Moves what can be moved: a key that another one still has is free once that one has moved. Those that go round in
     * a circle stay as they are, and are asked about.
     */
    private List<Move> move(List<Move> moves, Instant readAt, ReadRun run) {
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
            free.forEach(move -> answers.put(move, relink(move, readAt, run)));
            free.stream()
                    .filter(move -> Objects.requireNonNull(answers.get(move)).join())
                    .forEach(moved::add);
            left.removeAll(free);
        }
        return moved;
    }

    private CompletableFuture<Boolean> relink(Move move, Instant readAt, ReadRun run) {
        var reported = new Reported(sync.system(), sync.entity(), move.from(), null, null, readAt, null);
        var why =
                run.cause().because("%s is gone, and %s goes by the same match key".formatted(move.from(), move.to()));
        return hub.commands(run.term())
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
