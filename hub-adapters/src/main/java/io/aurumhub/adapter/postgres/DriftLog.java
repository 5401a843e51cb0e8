package io.aurumhub.adapter.postgres;

import io.aurumhub.core.intake.Drift;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SyncId;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counts where the form of a system's records is not what the maps know, and keeps what a steward accepted. */
public final class DriftLog {

    /** A source whose field names are data would fill the table otherwise. */
    private static final int MOST_FIELDS = 200;

    private final JdbcClient client;

    DriftLog(JdbcClient client) {
        this.client = client;
    }

    /**
     * One difference.
     *
     * @param state open, or accepted by a steward
     * @param count the changes that showed it
     */
    public record DriftView(
            String sync,
            String field,
            String kind,
            String state,
            long count,
            Instant firstSeen,
            Instant lastSeen,
            @Nullable String acceptedBy,
            @Nullable String reason) {}

    /** The differences of a sync that a steward has accepted. */
    Set<Drift> accepted(SyncId sync) {
        return new HashSet<>(
                client.sql("select kind, field from hub_ops.drift where sync = :sync and state = 'accepted'")
                        .param("sync", sync.value())
                        .query((row, number) -> drift(row.getString(1), row.getString(2)))
                        .list());
    }

    /** The differences of a sync that nobody has looked at. */
    public List<Drift> open(SyncId sync) {
        return client.sql("select kind, field from hub_ops.drift where sync = :sync and state = 'open' order by field")
                .param("sync", sync.value())
                .query((row, number) -> drift(row.getString(1), row.getString(2)))
                .list();
    }

    private static Drift drift(String kind, String field) {
        return new Drift(Drift.Kind.valueOf(kind.toUpperCase(Locale.ROOT)), field);
    }

    /** Adds to the counters. */
    void count(Map<SyncId, Map<Drift, Integer>> seen, Instant now) {
        seen.forEach((sync, counts) -> {
            var drifts = counts.keySet().stream().limit(MOST_FIELDS).toList();
            client.sql("""
                insert into hub_ops.drift (sync, field, kind, count, first_seen, last_seen)
                select :sync, w.field, w.kind, w.count, :now, :now
                from unnest(:fields::text[], :kinds::text[], :counts::bigint[]) w(field, kind, count)
                where (select count(*) from hub_ops.drift d where d.sync = :sync) < :most
                   or exists (select from hub_ops.drift d
                              where d.sync = :sync and d.field = w.field and d.kind = w.kind)
                on conflict (sync, field, kind)
                do update set count = hub_ops.drift.count + excluded.count, last_seen = excluded.last_seen\
                """)
                    .param("sync", sync.value())
                    .param("now", Timestamp.from(now))
                    .param("most", MOST_FIELDS)
                    .param(
                            "fields",
                            drifts.stream()
                                    .map(one -> Text.storable(one.field()))
                                    .toArray(String[]::new))
                    .param("kinds", drifts.stream().map(DriftLog::word).toArray(String[]::new))
                    .param(
                            "counts",
                            drifts.stream()
                                    .map(one -> counts.getOrDefault(one, 0).longValue())
                                    .toArray(Long[]::new))
                    .update();
        });
    }

    private static String word(Drift drift) {
        return drift.kind().name().toLowerCase(Locale.ROOT);
    }

    /** All differences, by sync and field. */
    public Slice<DriftView> list(@Nullable String sync, Slice.Wanted wanted) {
        var conditions = new Conditions().andIf("sync = :sync", "sync", sync);
        conditions.after(
                wanted,
                3,
                position -> conditions
                        .and("(sync, field, kind) > (:lastSync, :lastField, :lastKind)")
                        .with("lastSync", position.get(0))
                        .with("lastField", position.get(1))
                        .with("lastKind", position.get(2)));
        var rows = client.sql("""
            select sync, field, kind, state, count, first_seen, last_seen, accepted_by, reason from hub_ops.drift\
            """ + conditions.where() + " order by sync, field, kind limit :rows")
                .params(conditions.parameters())
                .param("rows", wanted.rows())
                .query((row, number) -> {
                    var columns = new Columns(row);
                    return new DriftView(
                            columns.text("sync"),
                            columns.text("field"),
                            columns.text("kind"),
                            columns.text("state"),
                            columns.number("count"),
                            columns.instant("first_seen"),
                            columns.instant("last_seen"),
                            columns.textIfAny("accepted_by"),
                            columns.textIfAny("reason"));
                })
                .list();
        return wanted.slice(rows, row -> List.of(row.sync(), row.field(), row.kind()));
    }

    /**
     * Accepts the open differences of a sync: it goes on, and what it shows is no longer held back.
     *
     * @return how many
     */
    public int accept(SyncId sync, Provenance cause) {
        return client.sql("""
            update hub_ops.drift set state = 'accepted', accepted_by = :actor, reason = :reason
            where sync = :sync and state = 'open'\
            """)
                .param("sync", sync.value())
                .param("actor", cause.actor())
                .param("reason", cause.reason())
                .update();
    }

    /** What one batch has shown, before it is counted. */
    static final class Tally {

        private final Map<SyncId, Map<Drift, Integer>> seen = new HashMap<>();
        private final Map<SyncId, Set<Drift>> accepted = new HashMap<>();
        private final DriftLog log;

        Tally(DriftLog log) {
            this.log = log;
        }

        /** Counts these; answers the ones that no steward has accepted. */
        List<Drift> count(SyncId sync, List<Drift> drifts) {
            if (drifts.isEmpty()) {
                return drifts;
            }
            var counts = seen.computeIfAbsent(sync, id -> new HashMap<>());
            drifts.forEach(drift -> counts.merge(drift, 1, Integer::sum));
            var known = accepted.computeIfAbsent(sync, log::accepted);
            return drifts.stream().filter(drift -> !known.contains(drift)).toList();
        }

        void write(Instant now) {
            if (!seen.isEmpty()) {
                log.count(seen, now);
            }
        }
    }
}
