package io.aurumhub.core.record;

import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.record.GoldenRecordCommand.ApplyDefinitions;
import io.aurumhub.core.record.GoldenRecordCommand.Reading;
import io.aurumhub.core.record.GoldenRecordCommand.Report;
import io.aurumhub.core.record.GoldenRecordCommand.Reported;
import io.aurumhub.core.record.GoldenRecordEvent.Resettled;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What changed definitions mean for a record that is there: what its copies hold is read by the maps of today, and what
 * they are owed is worked out anew.
 */
final class DefinitionChangeRules {

    private DefinitionChangeRules() {}

    static List<GoldenRecordEvent> apply(GoldenRecord record, ApplyDefinitions command) {
        var events = new ArrayList<GoldenRecordEvent>();
        var untold = new ArrayList<CopyId>();
        var now = record;
        for (var reading : command.readings()) {
            var sync = command.facts()
                    .mappings()
                    .sync(reading.system(), record.entity())
                    .orElse(null);
            if (sync == null || record.deleted()) {
                continue;
            }
            for (var copy : record.copies().values()) {
                if (!copy.id().system().equals(reading.system()) || copy.state() != Copy.State.LINKED) {
                    continue;
                }
                var event = sync.direction().in() ? remapped(now, copy, sync, reading, command) : null;
                if (event != null) {
                    events.add(event);
                    now = GoldenRecord.evolve(now, event);
                }
                if (!reading.added().isEmpty()) {
                    untold.add(copy.id());
                }
            }
        }
        resettled(now, untold, command.facts()).ifPresent(events::add);
        return events;
    }

    private static @Nullable GoldenRecordEvent remapped(
            GoldenRecord record, Copy copy, SyncDefinition sync, Reading reading, ApplyDefinitions command) {
        var report = report(record, copy, sync, command);
        var said = new LinkedHashMap<String, Value>();
        var map = command.facts().mappings().of(sync.id());
        map.toGolden(copy.local()).fields().forEach((name, value) -> {
            var golden = record.fields().get(name);
            boolean own = golden == null || reading.system().equals(golden.system());
            // Of a map that was there before, only the system's own words; the rest may be what the hub wrote.
            if (reading.added().contains(name) || (reading.changed().contains(name) && own)) {
                Delta.translated(name, value, report).ifPresent(translated -> said.put(name, translated));
            }
        });
        var verdict = Verdict.remapped(record, copy, said, report);
        if (verdict.fields().isEmpty() && verdict.conflicts().isEmpty()) {
            return null;
        }
        return Settling.of(
                record,
                command.facts(),
                (settlement, keys) -> new GoldenRecordEvent.Remapped(
                        copy.id(),
                        verdict.fields(),
                        verdict.conflicts(),
                        settlement,
                        keys,
                        command.facts().now()));
    }

    /** What the copy holds, as if its system said it again, at the time when it came to hold it. */
    private static Report report(GoldenRecord record, Copy copy, SyncDefinition sync, ApplyDefinitions command) {
        var reported = new Reported(
                sync.system(),
                record.entity(),
                Objects.requireNonNull(copy.localId()),
                copy.version(),
                copy.sourceTime(),
                null,
                null);
        return new Report(record.id(), reported, copy.local(), false, command.facts(), command.cause());
    }

    /** What is new of it, if anything. */
    private static Optional<GoldenRecordEvent> resettled(GoldenRecord record, List<CopyId> untold, Facts facts) {
        var all = (Resettled) Settling.of(
                record, facts, (settlement, keys) -> new Resettled(settlement, List.of(), keys, facts.now()));
        var due = all.settlement().due();
        var left = new Settlement(
                due.stream().filter(id -> !isDue(record, id)).toList(),
                all.settlement().settled().stream()
                        .filter(id -> isDue(record, id) || isRefused(record, id))
                        .toList(),
                all.settlement().gone());
        var reset = untold.stream()
                .filter(id -> due.contains(id)
                        && record.copy(id).map(copy -> copy.held() > 0).orElse(false))
                .toList();
        boolean news = !left.equals(Settlement.NONE) || !reset.isEmpty() || all.matchKeys() != null;
        return news ? Optional.of(new Resettled(left, reset, all.matchKeys(), all.at())) : Optional.empty();
    }

    private static boolean isDue(GoldenRecord record, CopyId id) {
        return record.copy(id).map(Copy::due).orElse(false);
    }

    private static boolean isRefused(GoldenRecord record, CopyId id) {
        return record.copy(id).map(copy -> copy.refused() != null).orElse(false);
    }
}
