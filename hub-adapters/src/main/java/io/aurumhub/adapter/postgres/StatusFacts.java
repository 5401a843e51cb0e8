package io.aurumhub.adapter.postgres;

import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.SyncDefinition;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the tables say at one moment of what moves, fails and waits: a fixed number of queries, each of which costs as
 * much as there is to tell, and nothing for what is in order.
 */
record StatusFacts(
        Map<String, Reading> readings,
        Map<Key, Due> due,
        List<Counted> waitingForAPerson,
        Map<Key, Long> waitingForAnother,
        Map<Key, Long> skipped,
        Map<String, String> stopped,
        List<StatusView.HeldView> held,
        List<StatusView.NodeView> nodes,
        List<SyncWarnings.WarningView> warnings) {

    /** What a sync connects. */
    record Key(String system, String entity) {
        static Key of(SyncDefinition sync) {
            return new Key(sync.system().value(), sync.entity().value());
        }
    }

    /**
     * How many of a matter concern a system and an entity.
     *
     * @param once without those that are counted with another system
     */
    record Counted(Matter matter, Key key, long here, long once) {}

    static StatusFacts read(JdbcClient client, Definitions definitions, Instant now) {
        var deadlines = Overdue.deadlines(definitions, now);
        return new StatusFacts(
                readings(client),
                due(client),
                waitingForAPerson(client, syncs(definitions.syncs().values()), deadlines),
                waitingForAnother(client, deadlines),
                skipped(client),
                stopped(client, definitions),
                held(client),
                nodes(client),
                SyncWarnings.all(client, definitions));
    }

    Reading reading(SyncDefinition sync) {
        return readings.getOrDefault(sync.id().value(), Reading.NEVER);
    }

    private static Map<String, Reading> readings(JdbcClient client) {
        return client
                .sql("select sync, loaded, caught_up, last_success_at, last_error from hub_ops.sync_state")
                .query((row, number) -> Reading.from(new Columns(row)))
                .list()
                .stream()
                .collect(Collectors.toMap(Reading::sync, Function.identity()));
    }

    private static Map<Key, Due> due(JdbcClient client) {
        return client
                .sql("""
                    select c.system, c.entity, count(*) as rows, count(*) filter (where %1$s) as retrying,
                           min(g.changed_at) as oldest, max(c.last_error) filter (where %1$s) as error
                    from hub_read.crosswalk c left join hub_read.golden_record g using (record_id)
                    where %2$s group by 1, 2\
                    """.formatted(DeliveryState.RETRYING.clause(), DeliveryState.DUE.clause()))
                .query((row, number) -> Map.entry(key(new Columns(row)), Due.from(new Columns(row))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static List<Counted> waitingForAPerson(JdbcClient client, String syncs, String deadlines) {
        return client.sql(Matter.COUNT)
                .param("syncs", syncs)
                .param(Overdue.DEADLINES, deadlines)
                .query((row, number) -> new Counted(
                        Matter.valueOf(row.getString("matter")),
                        key(new Columns(row)),
                        row.getLong("here"),
                        row.getLong("once")))
                .list();
    }

    /** Those that still may: without the overdue ones. */
    private static Map<Key, Long> waitingForAnother(JdbcClient client, String deadlines) {
        return counted(client.sql("select system, entity, count(*) as here from hub_ops.quarantine"
                        + " where state = 'open' and kind = 'waiting' and not " + Overdue.CONDITION + " group by 1, 2")
                .param(Overdue.DEADLINES, deadlines));
    }

    private static Map<Key, Long> skipped(JdbcClient client) {
        return counted(client.sql("select system, entity, count(*) as here from hub_read.crosswalk where "
                + DeliveryState.SKIPPED.clause() + " group by 1, 2"));
    }

    private static Map<Key, Long> counted(JdbcClient.StatementSpec query) {
        return query.query((row, number) -> Map.entry(key(new Columns(row)), row.getLong("here"))).list().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** By sync, why it delivers nothing any more: it stops at a refused record. */
    private static Map<String, String> stopped(JdbcClient client, Definitions definitions) {
        var stopping = definitions.syncs().values().stream()
                .filter(sync -> sync.direction().out() && sync.deliver().stops())
                .toList();
        if (stopping.isEmpty()) {
            return Map.of();
        }
        return client
                .sql("""
                    select distinct on (s.sync) s.sync, c.record_id, c.refused
                    from jsonb_to_recordset(cast(:syncs as jsonb)) as s (sync text, system text, entity text)
                    join hub_read.crosswalk c on c.system = s.system and c.entity = s.entity
                    where %s order by s.sync, c.record_id\
                    """.formatted(DueDeliveries.STOPS))
                .param("syncs", syncs(stopping))
                .query((row, number) -> Map.entry(
                        row.getString(1),
                        "%s is stopped because of record %s: %s"
                                .formatted(row.getString(1), row.getString(2), row.getString(3))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static List<StatusView.HeldView> held(JdbcClient client) {
        return client.sql("select sync, vanished, known, held_at from hub_ops.held_deletes where approved is null"
                        + " order by sync")
                .query((row, number) -> new StatusView.HeldView(
                        row.getString("sync"),
                        row.getLong("vanished"),
                        row.getLong("known"),
                        new Columns(row).instant("held_at")))
                .list();
    }

    private static List<StatusView.NodeView> nodes(JdbcClient client) {
        return client.sql("select node, seen_at, silent_since is not null or seen_at < clock_timestamp() - :silence"
                        + " * interval '1 second' as silent from hub_ops.node order by started_at, node")
                .param("silence", Membership.SILENCE.toSeconds())
                .query((row, number) -> new StatusView.NodeView(
                        row.getString("node"), new Columns(row).instant("seen_at"), row.getBoolean("silent")))
                .list();
    }

    private static String syncs(Collection<SyncDefinition> syncs) {
        return HubJson.write(syncs.stream()
                .map(sync -> {
                    var row = new LinkedHashMap<String, String>();
                    row.put("sync", sync.id().value());
                    row.put("system", sync.system().value());
                    row.put("entity", sync.entity().value());
                    return row;
                })
                .toList());
    }

    /** What belongs to no sync any more has none. */
    private static Key key(Columns columns) throws SQLException {
        return new Key(
                Objects.requireNonNullElse(columns.textIfAny("system"), ""),
                Objects.requireNonNullElse(columns.textIfAny("entity"), ""));
    }

    /** How far a sync has read. */
    record Reading(
            String sync,
            boolean loaded,
            boolean caughtUp,
            @Nullable Instant lastSuccess,
            @Nullable String error) {

        static final Reading NEVER = new Reading("", false, false, null, null);

        static Reading from(Columns columns) throws SQLException {
            return new Reading(
                    columns.text("sync"),
                    columns.row().getBoolean("loaded"),
                    columns.row().getBoolean("caught_up"),
                    columns.instantIfAny("last_success_at"),
                    columns.textIfAny("last_error"));
        }

        boolean upToDate() {
            return loaded && caughtUp && error == null;
        }
    }

    /** What will be written. */
    record Due(
            long rows,
            long retrying,
            @Nullable Instant oldest,
            @Nullable String error) {

        static final Due NONE = new Due(0, 0, null, null);

        static Due from(Columns columns) throws SQLException {
            return new Due(
                    columns.number("rows"),
                    columns.number("retrying"),
                    columns.instantIfAny("oldest"),
                    columns.textIfAny("error"));
        }

        Due and(Due other) {
            return new Due(
                    rows + other.rows,
                    retrying + other.retrying,
                    Stream.concat(Stream.ofNullable(oldest), Stream.ofNullable(other.oldest))
                            .min(Instant::compareTo)
                            .orElse(null),
                    error == null ? other.error : error);
        }
    }
}
