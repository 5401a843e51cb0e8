package io.aurumhub.core.identity;

import io.aurumhub.core.mapping.MatchKeys;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.CopyId;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.record.GoldenRecordEvent;
import io.aurumhub.core.record.GoldenRecordEvent.Changed;
import io.aurumhub.core.record.GoldenRecordEvent.Created;
import io.aurumhub.core.record.GoldenRecordEvent.Delivered;
import io.aurumhub.core.record.GoldenRecordEvent.DeliveryRefused;
import io.aurumhub.core.record.GoldenRecordEvent.MatchDoubted;
import io.aurumhub.core.record.GoldenRecordEvent.StaleChangeNoted;
import io.aurumhub.core.record.Observation;
import io.aurumhub.core.shared.SystemId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds in the history of a record which links must be taken back, since another local record of one of its systems
 * shares the key by which they were made; and whether they can be: only while nothing has come of them. What was
 * written to a system for them, or decided by a person, stays.
 *
 * @param takeBack the copies that are to be unlinked, the youngest link first, each with the record before it; what was
 *     linked after the one in question is among them, and finds its way back by itself
 * @param runs the runs in which the system in question was linked; empty if by none
 */
public record DoubtfulLinks(List<Link> takeBack, Set<UUID> runs) {

    private static final DoubtfulLinks NONE = new DoubtfulLinks(List.of(), Set.of());

    /**
     * An event and what the record is since.
     *
     * @param run the run that caused it; null: none did
     */
    public record Step(GoldenRecordEvent event, @Nullable UUID run, GoldenRecord after) {}

    /** A copy, and the record before it was linked. */
    public record Link(CopyId copy, GoldenRecord before) {}

    /**
     * Looks for links.
     *
     * @param history all of it, from the first event
     * @param system that has another local record with these keys
     */
    public static DoubtfulLinks in(List<Step> history, SystemId system, Set<String> keys) {
        if (history.isEmpty() || !(history.getFirst().event() instanceof Created created)) {
            return NONE;
        }
        var own = history.getLast().after().copies().values().stream()
                .filter(copy -> copy.id().system().equals(system) && copy.state() == Copy.State.LINKED)
                .map(Copy::id)
                .findFirst();
        if (own.isEmpty()) {
            return NONE;
        }
        boolean begunByIt = created.observation().copy().equals(own.get());
        var joins = new ArrayList<Link>();
        var links = List.<Link>of();
        var runs = new HashSet<UUID>();
        var touched = new HashSet<CopyId>();
        for (int i = history.size() - 1; i > 0; i--) {
            var before = history.get(i - 1).after();
            var step = history.get(i);
            speaker(step.event()).ifPresent(touched::add);
            var joined = joined(before, step).orElse(null);
            if (joined == null) {
                continue;
            }
            joins.add(new Link(joined, before));
            boolean inQuestion = begunByIt ? !joined.system().equals(system) : joined.equals(own.get());
            if (inQuestion && shares(before, keys)) {
                if (!isUntouched(history.subList(i, history.size()), touched, joins)) {
                    return NONE;
                }
                links = List.copyOf(joins);
                if (step.run() != null) {
                    runs.add(step.run());
                }
            }
        }
        if (begunByIt && history.getFirst().run() != null) {
            runs.add(history.getFirst().run());
        }
        return links.isEmpty() ? NONE : new DoubtfulLinks(links, Set.copyOf(runs));
    }

    /** The copy that this event linked, and that is linked still. */
    private static Optional<CopyId> joined(GoldenRecord before, Step step) {
        return step.event() instanceof Changed changed
                        && before.copy(changed.observation().copy())
                                .filter(copy -> copy.state() == Copy.State.LINKED)
                                .isEmpty()
                ? Optional.of(changed.observation().copy())
                : Optional.empty();
    }

    private static boolean shares(GoldenRecord record, Set<String> keys) {
        return record.matchKeys().stream().map(MatchKeys::plain).anyMatch(keys::contains);
    }

    /** Since the first of these links, only copies that were linked then have spoken, and nothing was done. */
    private static boolean isUntouched(List<Step> since, Set<CopyId> speakers, List<Link> joins) {
        var mine = joins.stream().map(Link::copy).collect(Collectors.toSet());
        long linkedAt = since.getFirst().after().revision();
        return mine.containsAll(speakers)
                && since.stream().allMatch(step -> switch (step.event()) {
                    case Changed _, StaleChangeNoted _, MatchDoubted _ -> true;
                    case Delivered e -> !mine.contains(e.copy()) && e.ofRevision() < linkedAt;
                    case DeliveryRefused e -> !mine.contains(e.copy()) && e.ofRevision() < linkedAt;
                    default -> false;
                });
    }

    private static Optional<CopyId> speaker(GoldenRecordEvent event) {
        return switch (event) {
            case Changed e -> Optional.of(e.observation()).map(Observation::copy);
            case StaleChangeNoted e -> Optional.of(e.observation()).map(Observation::copy);
            default -> Optional.empty();
        };
    }
}
