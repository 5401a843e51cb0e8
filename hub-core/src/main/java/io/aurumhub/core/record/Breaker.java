package io.aurumhub.core.record;

import io.aurumhub.core.definition.Policies;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.definition.UpdateRule;
import io.aurumhub.core.record.GoldenRecordCommand.Report;
import io.aurumhub.core.record.Turns.Turn;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Stops what goes back and forth. A system that has set a field to the same value against another's as often as the
 * entity permits is not followed, nor written to, any more: a steward is asked. Asked once, the steward is asked again
 * at the next turn.
 */
final class Breaker {

    private static final int LONGEST_SHOWN = 40;

    private final GoldenRecord record;
    private final Copy copy;
    private final Report report;
    private final SyncDefinition sync;
    private final Policies policies;
    private final Instant start;

    /** @param copy the copy that the report is of, as it was before */
    Breaker(GoldenRecord record, Copy copy, Report report) {
        this.record = record;
        this.copy = copy;
        this.report = report;
        this.sync = Delta.sync(report);
        this.policies =
                report.facts().mappings().entity(report.reported().entity()).policies();
        this.start = report.facts().now().minus(policies.flapping().within());
    }

    /**
     * Whether to ask a steward instead of what the policy said.
     *
     * @param unit a field or a group
     * @param fields the golden fields that would take the reported value
     * @param conflicts what else it would come to
     * @return the rule in words; empty: the policy's word holds
     */
    Optional<String> trips(String unit, Map<String, Value> fields, List<Conflict> conflicts) {
        if (fields.isEmpty() && conflicts.stream().allMatch(Conflict::open)) {
            return Optional.empty(); // agrees with the golden value, or waits for a steward already
        }
        if (policies.fields(unit).stream().noneMatch(this::isWritten)) {
            return Optional.empty(); // nobody contradicts the system
        }
        var reporter = copy.id().system();
        var taken = Turns.taken(record, copy.id(), fields, conflicts);
        var flapping = new LinkedHashMap<String, Turn>();
        taken.forEach((name, value) -> turns(name)
                .flatMap(turns -> turns.turn(reporter, value)
                        .filter(turn -> turns.parked()
                                || times(turns, turn) >= policies.flapping().rounds()))
                .ifPresent(turn -> flapping.put(name, turn)));
        return flapping.entrySet().stream()
                .findFirst()
                .map(entry -> words(entry.getKey(), entry.getValue(), conflicts));
    }

    /**
     * How often it went back and forth, if this turn is taken once more: as often as this system said the same, or as
     * often as all repeated themselves before. What was said once is an edit like any other.
     */
    private int times(Turns turns, Turn again) {
        int own = again.since(start) + 1;
        int others = turns.each().stream()
                .filter(turn -> !turn.equals(again))
                .mapToInt(turn -> turn.since(start))
                .filter(count -> count > 1)
                .sum();
        return own > 1 ? Math.max(own, own + others - 1) : 0;
    }

    /** A steward was asked about a field or a group that goes back and forth, and nothing new has come since. */
    static boolean isParked(GoldenRecord record, Policies policies, String unit) {
        return policies.fields(unit).stream()
                .map(field -> record.turns().get(field))
                .anyMatch(turns -> turns != null && turns.parked());
    }

    private Optional<Turns> turns(String name) {
        return Optional.ofNullable(record.turns().get(name));
    }

    private boolean isWritten(String field) {
        var map = sync.fields().get(field);
        return map != null
                && sync.direction().out()
                && map.flow().update() != UpdateRule.NEVER
                && report.facts().mappings().of(sync.id()).writes(field);
    }

    private String words(String name, Turn last, List<Conflict> conflicts) {
        var turns = turns(name).orElseThrow();
        var reporter = last.system();
        var systems = new LinkedHashSet<SystemId>();
        var values = new LinkedHashSet<Value>();
        turns.each().stream()
                .filter(turn -> turns.parked() || turn.since(start) > 0)
                .filter(turn -> turn.at().size() > 1 || turn.since(start) > 0)
                .forEach(turn -> {
                    systems.add(turn.system());
                    values.add(turn.value());
                });
        boolean alone = systems.equals(Set.of(reporter));
        var who = alone
                ? reporter + " keeps setting it back"
                : systems.stream().map(SystemId::value).sorted().collect(Collectors.joining(" and "))
                        + " set it back and forth";
        var often = turns.parked() ? " again, though a steward had decided" : " %d times".formatted(times(turns, last));
        var said = conflicts.stream()
                .filter(conflict -> alone && reporter.equals(conflict.loserSystem()))
                .map(conflict -> " (" + conflict.rule() + ")")
                .findFirst()
                .orElse("");
        return "flapping: " + who + often + shown(name, values) + said + "; a steward decides";
    }

    /** Nothing of what is sensitive, since a rule is shown to all. */
    private String shown(String name, Set<Value> values) {
        var field = report.facts().mappings().entity(record.entity()).fields().get(name);
        if (field == null || field.holdsSensitive()) {
            return "";
        }
        return values.stream().map(Breaker::cut).sorted().collect(Collectors.joining(", ", ": ", ""));
    }

    private static String cut(Value value) {
        var text = value.isNothing() ? "nothing" : value.toString();
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }
}
