package io.aurumhub.core.record;

import io.aurumhub.core.record.GoldenRecordCommand.DoubtMatch;
import io.aurumhub.core.record.GoldenRecordCommand.Unlink;
import io.aurumhub.core.record.GoldenRecordEvent.MatchDoubted;
import io.aurumhub.core.record.GoldenRecordEvent.Unlinked;
import io.aurumhub.core.record.GoldenRecordEvent.Unlinked.Origin;
import io.aurumhub.core.record.Settlement.Closed;
import io.aurumhub.core.shared.Value;
import java.util.LinkedHashMap;
import java.util.List;

/** What becomes of a record when its match keys turn out to be shared by several local records of a system. */
final class MatchRules {

    private MatchRules() {}

    /** Takes a link back as if it had not been; a link that is not there any more is none to take back. */
    static List<GoldenRecordEvent> unlink(GoldenRecord record, Unlink command) {
        var copy = record.copy(command.copy()).orElse(null);
        var localId = copy == null ? null : copy.localId();
        if (copy == null || localId == null || copy.state() != Copy.State.LINKED) {
            return List.of();
        }
        var past = command.past();
        var fields = new LinkedHashMap<String, Value>();
        var origins = new LinkedHashMap<String, Origin>();
        past.fields().forEach((name, before) -> {
            if (!before.equals(record.fields().get(name))) {
                fields.put(name, before.value());
                origins.put(name, new Origin(before.revision(), before.system(), before.at()));
            }
        });
        var unset = record.fields().keySet().stream()
                .filter(name -> !past.fields().containsKey(name))
                .toList();
        var open = copy.open().stream().map(name -> new Closed(copy.id(), name)).toList();
        return List.of(Settling.of(
                record,
                command.facts(),
                (settlement, keys) -> new Unlinked(
                        copy.id(),
                        localId,
                        past.revision() + 1,
                        fields,
                        origins,
                        unset,
                        settlement.closing(open),
                        keys,
                        command.facts().now())));
    }

    static List<GoldenRecordEvent> doubt(DoubtMatch command) {
        return List.of(new MatchDoubted(
                command.system(),
                command.localId(),
                command.matchKeys(),
                command.facts().now()));
    }
}
