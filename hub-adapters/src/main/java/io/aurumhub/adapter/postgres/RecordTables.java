package io.aurumhub.adapter.postgres;

import io.aurumhub.core.mapping.MatchKeys;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.CopyId;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.record.GoldenRecordEvent;
import io.aurumhub.core.record.GoldenRecordEvent.Changed;
import io.aurumhub.core.record.GoldenRecordEvent.CopyGone;
import io.aurumhub.core.record.GoldenRecordEvent.Created;
import io.aurumhub.core.record.GoldenRecordEvent.Deleted;
import io.aurumhub.core.record.GoldenRecordEvent.Delivered;
import io.aurumhub.core.record.GoldenRecordEvent.DeliveryRefused;
import io.aurumhub.core.record.GoldenRecordEvent.Removed;
import io.aurumhub.core.record.GoldenRecordEvent.Restored;
import io.aurumhub.core.record.Observation;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The one projection of events into tables: takes what a batch did to each record and writes the difference, table by
 * table, as sets. Used in the transaction of the events and by replay alike.
 */
final class RecordTables {

    private static final String SAME_COPY = " where t.record_id = a and t.system = b and t.number = c";

    /** The columns of a golden record's row, in order, and last the revision that it must have had. */
    private static final String[] GOLDEN = {
        "uuid", "text", "bigint", "boolean", "jsonb", "jsonb", "text", "jsonb", "jsonb", "timestamptz", "bigint"
    };

    /** The columns of a crosswalk row, in order. */
    private static final String[] CROSSWALK = {
        "uuid",
        "text",
        "int",
        "text",
        "text",
        "text",
        "jsonb",
        "jsonb",
        "text",
        "timestamptz",
        "timestamptz",
        "bigint",
        "bigint",
        "text",
        "boolean",
        "text",
        "jsonb",
        "text",
        "timestamptz",
        "boolean"
    };

    private final SetWriter database;
    private final String schema;

    /** Writes the tables of this schema, which are laid out as in read/tables.sql. */
    RecordTables(SetWriter database, String schema) {
        this.database = database;
        this.schema = schema;
    }

    /** What a batch did to one record: the state before and after, and the events between, each with its revision. */
    static final class Step {
        private final @Nullable GoldenRecord before;
        private GoldenRecord after;
        private Instant lastAt = Instant.EPOCH;
        private @Nullable Instant changedAt;
        private final Map<Long, GoldenRecordEvent> events = new LinkedHashMap<>();
        private final Map<CopyId, Instant> since = new HashMap<>();

        Step(@Nullable GoldenRecord before, GoldenRecord after) {
            this.before = before;
            this.after = after;
        }

        void add(List<GoldenRecordEvent> more, GoldenRecord now) {
            long revision = now.revision() - more.size();
            for (var event : more) {
                events.put(++revision, event);
                lastAt = event.at();
                if (isNews(event)) {
                    changedAt = event.at();
                }
            }
            after = now;
        }

        /** A copy became due, refused or skipped before the last event: at these times. */
        void since(Map<CopyId, Instant> times) {
            since.putAll(times);
        }

        @Nullable
        GoldenRecord before() {
            return before;
        }

        /** That a copy has caught up is no change of the record. */
        static boolean isNews(GoldenRecordEvent event) {
            return !(event instanceof Delivered || event instanceof Removed);
        }

        Map<Long, GoldenRecordEvent> events() {
            return events;
        }

        GoldenRecord after() {
            return after;
        }

        /** The match keys that the record did not have before the batch. */
        Set<HolderKey> newKeys() {
            var keys = new HashSet<HolderKey>();
            for (var key : after.matchKeys()) {
                if (before == null || !before.matchKeys().contains(key)) {
                    keys.add(HolderKey.held(after.entity(), key));
                }
            }
            return keys;
        }

        /** The match keys that the record has given up, and all of it where a copy of it has gone. */
        Set<HolderKey> freedKeys() {
            var keys = new HashSet<HolderKey>();
            if (before == null) {
                return keys;
            }
            boolean left = before.copies().values().stream()
                    .anyMatch(copy -> copy.state() == Copy.State.LINKED
                            && after.copy(copy.id())
                                    .filter(now -> now.state() == Copy.State.LINKED)
                                    .isEmpty());
            for (var key : before.matchKeys()) {
                if (left || !after.matchKeys().contains(key)) {
                    keys.add(HolderKey.held(after.entity(), key));
                }
            }
            return keys;
        }

        /** The keys by which systems call, since this batch, local records that they called otherwise before. */
        Set<LocalKey> newNames() {
            var names = new HashSet<LocalKey>();
            for (var event : events.values()) {
                if (event instanceof GoldenRecordEvent.Relinked(var copy, var ignored, var to, var _) && to != null) {
                    names.add(new LocalKey(copy.system(), after.entity(), to));
                }
            }
            return names;
        }

        /** The local records that the batch linked to this record for the first time. */
        Set<LocalKey> newLinks() {
            var known = before == null ? Map.<CopyId, Copy>of() : before.copies();
            var links = new HashSet<LocalKey>();
            for (var copy : after.copies().values()) {
                var old = known.get(copy.id());
                var localId = copy.localId();
                if (localId != null && (old == null || !localId.equals(old.localId()))) {
                    links.add(new LocalKey(copy.id().system(), after.entity(), localId));
                }
            }
            return links;
        }
    }

    /** All that these steps change, ready to be written. */
    SetWriter.Together rows(Collection<Step> steps) {
        var together = database.together();
        golden(steps, together);
        crosswalk(steps, together);
        matchKeys(steps, together);
        events(steps, together);
        return together;
    }

    /** Only what the events say by themselves, not the state that they led to. */
    void writeEvents(Collection<Step> steps) {
        var together = database.together();
        events(steps, together);
        together.run();
    }

    private void events(Collection<Step> steps, SetWriter.Together together) {
        new ConflictTable(together, schema).write(steps);
        seenChanges(steps, together);
    }

    private void golden(Collection<Step> steps, SetWriter.Together together) {
        var inserts = together.rows(Arrays.copyOf(GOLDEN, GOLDEN.length - 1));
        var updates = together.rows(GOLDEN);
        var counted = together.rows("uuid", "bigint", "bigint");
        for (var step : steps) {
            var record = step.after;
            if (step.changedAt == null && step.before != null) {
                counted.add(record.id().value(), record.revision(), step.before.revision());
                continue;
            }
            Object[] row = {
                record.id().value(),
                record.entity().value(),
                record.revision(),
                record.deleted(),
                HubJson.write(record.values()),
                ProvenanceColumn.write(record),
                SetWriter.arrayText(record.matchKeys()),
                HubJson.write(record.pins()),
                HubJson.write(record.turns()),
                step.changedAt,
                step.before == null ? 0L : step.before.revision()
            };
            if (step.before == null) {
                inserts.add(Arrays.copyOf(row, GOLDEN.length - 1));
            } else {
                updates.add(row);
            }
        }
        together.add(
                inserts,
                "insert into " + schema + ".golden_record (record_id, entity, revision, deleted, fields,"
                        + " provenance, match_keys, pins, turns, changed_at)"
                        + " select a, b, c, d, e, f, g::text[], h, i, j from rows");
        together.addExpectingAll(
                updates,
                "update " + schema + ".golden_record t set revision = c, deleted = d, fields = e,"
                        + " provenance = f, match_keys = g::text[], pins = h, turns = i, changed_at = j from rows"
                        + " where t.record_id = a and t.revision = k");
        together.addExpectingAll(
                counted,
                "update " + schema
                        + ".golden_record t set revision = b from rows where t.record_id = a and t.revision = c");
    }

    private void crosswalk(Collection<Step> steps, SetWriter.Together together) {
        var inserts = together.rows(CROSSWALK);
        var updates = together.rows(CROSSWALK);
        var removed = together.rows("uuid", "text", "int");
        var nameless = together.rows("uuid", "text", "int");
        for (var step : steps) {
            var before = step.before == null ? Map.<CopyId, Copy>of() : step.before.copies();
            var concluded = concluded(step.events.values());
            for (var copy : step.after.copies().values()) {
                var old = before.get(copy.id());
                if (!copy.equals(old)) {
                    (old == null ? inserts : updates).add(row(step, copy, concluded.contains(copy.id())));
                }
                if (old != null && old.localId() != null && copy.localId() == null) {
                    name(nameless, step, copy.id());
                }
            }
            before.keySet().stream()
                    .filter(id -> !step.after.copies().containsKey(id))
                    .forEach(id -> name(removed, step, id));
        }
        together.add(removed, "delete from " + schema + ".crosswalk t using rows" + SAME_COPY);
        // before anything else, since others may have their names by now
        together.add(nameless, "update " + schema + ".crosswalk t set local_id = null from rows" + SAME_COPY);
        together.add(
                updates,
                "update " + schema + ".crosswalk t set local_id = e, state = f, local = g, sent = h, version = i,"
                        + " source_time = j, written_at = k, held = l, wanted = m, refused = n, open = p::text[],"
                        + " skipped = q, resend = r, made = rows.t, since = case when (t.wanted > t.held) = (m > l)"
                        + " and t.refused is not distinct from n and (t.skipped is null) = (q is null)"
                        + " then t.since else s end,"
                        + " lease_owner = case when o then null else lease_owner end,"
                        + " lease_until = case when o then null else lease_until end,"
                        // what could not be made may be there all the same: a later attempt looks for it first
                        + " attempts = case when not o then attempts when f = 'pending' then 1 else 0 end,"
                        + " next_attempt_at = case when o then null else next_attempt_at end,"
                        + " last_error = case when o then null else last_error end"
                        + " from rows" + SAME_COPY);
        together.add(
                inserts,
                "insert into " + schema + ".crosswalk (record_id, system, number, entity, local_id, state, local,"
                        + " sent, version, source_time, written_at, held, wanted, refused, open,"
                        + " skipped, resend, since, made) select a, b, c, d, e, f, g, h, i, j, k, l, m, n,"
                        + " p::text[], q, r, s, t from rows");
    }

    private static void name(SetWriter.Rows rows, Step step, CopyId copy) {
        rows.add(step.after.id().value(), copy.system().value(), copy.number());
    }

    private static Object[] row(Step step, Copy copy, boolean concluded) {
        var record = step.after;
        var resend = copy.resend();
        return new @Nullable Object[] {
            record.id().value(),
            copy.id().system().value(),
            copy.id().number(),
            record.entity().value(),
            copy.localId(),
            copy.state().name().toLowerCase(Locale.ROOT),
            HubJson.write(copy.local()),
            HubJson.write(copy.sent()),
            copy.version(),
            copy.sourceTime(),
            copy.writtenAt(),
            copy.held(),
            copy.wanted(),
            copy.refused(),
            concluded || !copy.due(),
            SetWriter.arrayText(copy.open()),
            copy.skipped() == null ? null : HubJson.write(copy.skipped()),
            resend == null ? null : resend.name().toLowerCase(Locale.ROOT),
            step.since.getOrDefault(copy.id(), step.lastAt),
            copy.made()
        };
    }

    /** The copies whose delivery came to an end: their lease and their attempts are over. */
    private static Set<CopyId> concluded(Collection<GoldenRecordEvent> events) {
        var ids = new HashSet<CopyId>();
        for (var event : events) {
            switch (event) {
                case Delivered e -> ids.add(e.copy());
                case Removed e -> ids.add(e.copy());
                case DeliveryRefused e -> ids.add(e.copy());
                default -> {}
            }
        }
        return ids;
    }

    private void matchKeys(Collection<Step> steps, SetWriter.Together together) {
        var removed = together.rows("text", "text");
        var added = together.rows("text", "text", "uuid");
        var noRivals = together.rows("text", "text", "uuid");
        var rivals = together.rows("text", "text", "uuid");
        for (var step : steps) {
            var entity = step.after.entity().value();
            var id = step.after.id().value();
            var before = step.before == null ? Set.<String>of() : step.before.matchKeys();
            before.stream().filter(key -> !step.after.matchKeys().contains(key)).forEach(key -> {
                if (MatchKeys.isRival(key)) {
                    noRivals.add(entity, MatchKeys.plain(key), id);
                } else {
                    removed.add(entity, key);
                }
            });
            step.after.matchKeys().stream()
                    .filter(key -> !before.contains(key))
                    .forEach(key -> (MatchKeys.isRival(key) ? rivals : added).add(entity, MatchKeys.plain(key), id));
        }
        together.add(
                noRivals,
                "delete from " + schema
                        + ".match_rival t using rows where t.entity = a and t.key = b and t.record_id = c");
        together.add(
                rivals, "insert into " + schema + ".match_rival (entity, key, record_id) select a, b, c from rows");
        together.add(removed, "delete from " + schema + ".match_key t using rows where t.entity = a and t.key = b");
        together.add(added, "insert into " + schema + ".match_key (entity, key, record_id) select a, b, c from rows");
    }

    private void seenChanges(Collection<Step> steps, SetWriter.Together together) {
        var seen = together.rows("text", "text", "uuid", "bigint");
        for (var step : steps) {
            step.events.forEach((revision, event) -> {
                var observation = observationOf(event);
                if (observation != null && observation.changeId() != null) {
                    seen.add(
                            observation.copy().system().value(),
                            observation.changeId(),
                            step.after.id().value(),
                            revision);
                }
            });
        }
        together.add(
                seen,
                "insert into " + schema + ".seen_change (system, change_id, record_id, revision)"
                        + " select a, b, c, d from rows");
    }

    static @Nullable Observation observationOf(GoldenRecordEvent event) {
        return switch (event) {
            case Created e -> e.observation();
            case Changed e -> e.observation();
            case GoldenRecordEvent.StaleChangeNoted e -> e.observation();
            case Deleted e -> e.observation();
            case CopyGone e -> e.observation();
            case Restored e -> e.observation();
            default -> null;
        };
    }
}
