package io.aurumhub.adapter.postgres;

import io.aurumhub.core.mapping.Mappings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.springframework.jdbc.core.JdbcTemplate;

/** Takes up again what waited for something that has come about: a parent, or that it can be told what it is. */
final class WaitingChanges {

    private final Quarantine quarantine;
    private final MatchRows matches;
    private final Supplier<Mappings> mappings;
    private final RecordLane lane;
    private final Membership membership;

    WaitingChanges(JdbcTemplate database, Supplier<Mappings> mappings, RecordLane lane, Membership membership) {
        this.quarantine = new Quarantine(database);
        this.matches = new MatchRows(database);
        this.mappings = mappings;
        this.lane = lane;
        this.membership = membership;
    }

    /** What a committed batch has brought about. */
    void takeUp(IntakeWork.Committed committed) {
        var freed = new HashSet<>(committed.freed());
        freed.addAll(committed.answered());
        if (!freed.isEmpty()) {
            takeUpMatches(committed);
        }
        if (!membership.isAlone() && !committed.asked().isEmpty()) {
            // Another node may have cleared up at the same moment what they were asked about, and did not see them.
            hand(committed.asked().stream().<Task>map(Task.Match::again).toList(), membership.term());
        }
        var arrived = new HashSet<ParentKey>(committed.relinked());
        if (hasReferences()) {
            arrived.addAll(committed.linked());
        }
        if (hasLookups()) {
            arrived.addAll(committed.named());
            arrived.addAll(freed);
        }
        if (!arrived.isEmpty()) {
            takeUp(after -> quarantine.waitingFor(arrived, after));
        }
    }

    private boolean hasLookups() {
        return mappings.get().definitions().syncs().values().stream()
                .flatMap(sync -> sync.fields().values().stream())
                .anyMatch(map -> map.lookup() != null);
    }

    boolean hasReferences() {
        return mappings.get().definitions().entities().values().stream()
                .flatMap(entity -> entity.fields().values().stream())
                .anyMatch(field -> field.reference() != null);
    }

    /** What nobody noticed, since the hub was killed in between, or its definitions are others by now. */
    void takeUpMissed() {
        takeUp(quarantine::missed);
        takeUpMatches(matches::all);
    }

    /** Hands waiting changes to the lane again, page by page, without waiting for them. */
    private void takeUp(LongFunction<List<Quarantine.Held>> pages) {
        long term = membership.term();
        var tasks = new ArrayList<Task>();
        long after = 0;
        List<Quarantine.Held> page;
        do {
            page = pages.apply(after);
            for (var held : page) {
                tasks.add(new Task.TakeIn(held.change(), held.number(), new CompletableFuture<>()));
                after = held.number();
            }
        } while (page.size() == Quarantine.LARGEST_RELEASE);
        hand(tasks, term);
    }

    /** One that became clear shows that others with its keys may be clear, too, of which nobody has thought yet. */
    private void takeUpMatches(IntakeWork.Committed committed) {
        long term = membership.term();
        var many = new HashSet<>(committed.freed());
        var few = new HashSet<HolderKey>();
        (committed.cleared() ? many : few).addAll(committed.answered());
        var numbers = new TreeSet<Long>();
        if (!many.isEmpty()) {
            numbers.addAll(matches.withOneOf(many));
        }
        if (!few.isEmpty()) {
            numbers.addAll(matches.onlyOnesOf(few));
        }
        hand(numbers.stream().<Task>map(Task.Match::again).toList(), term);
    }

    private void takeUpMatches(LongFunction<List<Long>> pages) {
        long term = membership.term();
        var tasks = new ArrayList<Task>();
        long after = 0;
        List<Long> page;
        do {
            page = pages.apply(after);
            for (var number : page) {
                tasks.add(Task.Match.again(number));
                after = number;
            }
        } while (page.size() == MatchRows.LARGEST_PAGE);
        hand(tasks, term);
    }

    /** Not by the lane's own thread: it would wait for room that only it can make. */
    private void hand(List<Task> tasks, long term) {
        if (!tasks.isEmpty()) {
            Thread.ofVirtual()
                    .name("take-up-waiting")
                    .start(() -> tasks.forEach(task -> lane.add(new RecordLane.Begun(task, term))));
        }
    }
}
