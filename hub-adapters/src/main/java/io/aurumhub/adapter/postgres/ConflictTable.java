package io.aurumhub.adapter.postgres;

import io.aurumhub.core.record.Conflict;
import io.aurumhub.core.record.GoldenRecordEvent;
import io.aurumhub.core.record.GoldenRecordEvent.Changed;
import io.aurumhub.core.record.GoldenRecordEvent.ConflictOverturned;
import io.aurumhub.core.record.GoldenRecordEvent.ConflictUpheld;
import io.aurumhub.core.record.GoldenRecordEvent.CopyGone;
import io.aurumhub.core.record.GoldenRecordEvent.DeleteDecreed;
import io.aurumhub.core.record.GoldenRecordEvent.Deleted;
import io.aurumhub.core.record.GoldenRecordEvent.Pinned;
import io.aurumhub.core.record.GoldenRecordEvent.Remapped;
import io.aurumhub.core.record.GoldenRecordEvent.Restored;
import io.aurumhub.core.record.GoldenRecordEvent.Unlinked;
import io.aurumhub.core.record.Settlement.Closed;
import io.aurumhub.core.shared.SystemId;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Projects conflicts, and what became of them, in the order of the events. */
final class ConflictTable {

    private final SetWriter.Together together;
    private final String schema;

    ConflictTable(SetWriter.Together together, String schema) {
        this.together = together;
        this.schema = schema;
    }

    /** What a conflict is, or came to. */
    enum State {
        /** Waits for a steward. */
        OPEN,
        /** A rule decided. */
        DECIDED,
        /** A steward let the loser win. */
        OVERTURNED,
        /** A steward let the golden value stand. */
        UPHELD,
        /** It went away: both hold the same by now. */
        AGREED,
        /** Something else has been said since, by the same system, or by another so that this is moot. */
        SUPERSEDED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    void write(Collection<RecordTables.Step> steps) {
        found(steps);
        ended(steps);
        overturned(steps);
        unlinked(steps);
    }

    private void found(Collection<RecordTables.Step> steps) {
        var found = together.rows(
                "uuid", "bigint", "text", "text", "text", "jsonb", "text", "jsonb", "text", "timestamptz", "text");
        for (var step : steps) {
            step.events().forEach((revision, event) -> {
                for (var conflict : conflictsOf(event)) {
                    found.add(
                            step.after().id().value(),
                            revision,
                            conflict.field(),
                            step.after().entity().value(),
                            name(conflict.winnerSystem()),
                            HubJson.write(conflict.winner()),
                            name(conflict.loserSystem()),
                            HubJson.write(conflict.loser()),
                            conflict.rule(),
                            event.at(),
                            (conflict.open() ? State.OPEN : State.DECIDED).word());
                }
            });
        }
        together.add(
                found,
                "insert into " + schema + ".conflict (record_id, revision, field, entity, winner_system,"
                        + " winner_value, loser_system, loser_value, rule, at, state)"
                        + " select a, b, c, d, e, f, g, h, i, j, k from rows");
    }

    /** Of several things that end an open conflict, the first counts, however many events are projected at once. */
    private void ended(Collection<RecordTables.Step> steps) {
        var ended = together.rows("uuid", "text", "text", "text", "bigint");
        for (var step : steps) {
            var record = step.after().id().value();
            step.events().forEach((revision, event) -> {
                conflictsOf(event).stream()
                        .filter(Conflict::open)
                        .forEach(conflict -> ended.add(
                                record,
                                conflict.field(),
                                name(conflict.loserSystem()),
                                State.SUPERSEDED.word(),
                                revision));
                decided(event).ifPresent(field -> ended.add(record, field, null, State.UPHELD.word(), revision));
                event.settled()
                        .gone()
                        .forEach(gone -> ended.add(
                                record,
                                gone.field(),
                                gone.copy().system().value(),
                                gone(event, gone).word(),
                                revision));
            });
        }
        together.add(
                ended,
                "update " + schema + ".conflict t set state = first.d from (select distinct on (o.record_id,"
                        + " o.revision, o.field) o.record_id, o.revision, o.field, rows.d from rows join " + schema
                        + ".conflict o on o.record_id = rows.a and o.field = rows.b and o.state = 'open' and"
                        + " o.revision < rows.e and (rows.c is null or rows.c = o.loser_system) order by o.record_id,"
                        + " o.revision, o.field, rows.e) first where t.record_id = first.record_id and t.revision ="
                        + " first.revision and t.field = first.field");
    }

    /** What became of a conflict that is open no more. */
    private static State gone(GoldenRecordEvent event, Closed closed) {
        return switch (event) {
            case Pinned pinned -> State.UPHELD;
            case Unlinked unlinked -> State.SUPERSEDED;
            case Changed e
            when !e.observation().copy().equals(closed.copy())
                    && e.settlement().due().contains(closed.copy()) -> State.SUPERSEDED;
            default -> State.AGREED;
        };
    }

    /** A steward's decision ends whatever was open about the field before it. */
    private static Optional<String> decided(GoldenRecordEvent event) {
        return switch (event) {
            case ConflictOverturned e -> Optional.of(e.field());
            case ConflictUpheld e -> Optional.of(e.field());
            default -> Optional.empty();
        };
    }

    private void overturned(Collection<RecordTables.Step> steps) {
        var overturned = together.rows("uuid", "bigint", "text");
        for (var step : steps) {
            for (var event : step.events().values()) {
                if (event instanceof ConflictOverturned e) {
                    overturned.add(step.after().id().value(), e.conflictRevision(), e.field());
                } else if (event instanceof DeleteDecreed e) {
                    overturned.add(step.after().id().value(), e.conflictRevision(), Conflict.WHOLE_RECORD);
                }
            }
        }
        together.add(
                overturned,
                "update " + schema + ".conflict t set state = 'overturned' from rows"
                        + " where t.record_id = a and t.revision = b and t.field = c");
    }

    /** What a link had brought up that is taken back is no question any more. */
    private void unlinked(Collection<RecordTables.Step> steps) {
        var moot = together.rows("uuid", "bigint", "bigint", "text");
        for (var step : steps) {
            step.events().forEach((revision, event) -> {
                if (event instanceof Unlinked e) {
                    var system = e.copy().system().value();
                    moot.add(step.after().id().value(), e.since(), revision, system);
                }
            });
        }
        together.add(
                moot,
                "update " + schema + ".conflict t set state = 'superseded' from rows where t.record_id = a"
                        + " and t.revision >= b and t.revision < c and (t.winner_system = d or t.loser_system = d)"
                        + " and t.state in ('open', 'decided')");
    }

    private static List<Conflict> conflictsOf(GoldenRecordEvent event) {
        return switch (event) {
            case GoldenRecordEvent.Created e -> e.lost();
            case Changed e -> e.conflicts();
            case Deleted e -> e.conflicts();
            case CopyGone e -> e.conflicts();
            case Restored e -> e.conflicts();
            case Remapped e -> e.conflicts();
            default -> List.of();
        };
    }

    private static String name(@Nullable SystemId system) {
        return system == null ? ProvenanceColumn.STEWARD : system.value();
    }
}
