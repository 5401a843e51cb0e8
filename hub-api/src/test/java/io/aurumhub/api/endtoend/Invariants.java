package io.aurumhub.api.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What must hold after every history, once all is quiet. */
final class Invariants {

    private static final int FIELDS = 4;
    private static final Duration WATCHED = Duration.ofSeconds(4);
    private static final Set<String> WHOLE = Set.of("record-created", "record-restored", "record-deleted", "copy-gone");

    /** What of the tables comes from the events; the rest is work in progress. */
    private static final List<String> TABLES = List.of(
            "select record_id, entity, revision, deleted, fields, provenance, match_keys, changed_at from"
                    + " hub_read.golden_record",
            "select record_id, system, number, entity, local_id, state, local, sent, version, source_time, written_at,"
                    + " held, wanted, refused, open from hub_read.crosswalk",
            "select * from hub_read.match_key",
            "select * from hub_read.conflict",
            "select * from hub_read.seen_change");

    private final HubProcess hub;
    private final Quiescence store;
    private final List<? extends LiveSystem> systems;
    private final Trail trail;

    Invariants(HubProcess hub, Quiescence store, List<? extends LiveSystem> systems, Trail trail) {
        this.hub = hub;
        this.store = store;
        this.systems = systems;
        this.trail = trail;
    }

    /** Answers figures for people. */
    String judge() throws IOException, SQLException {
        HubHistory history;
        try (var connection = store.connect()) {
            history = HubHistory.read(connection);
        }
        int people = allAgree();
        var accounts = nothingIsLost(history);
        pushesAreBounded(history);
        int events = history.events().size();
        Quiescence.staysAt("writes and events after all is quiet", WATCHED, () -> hubWrites() + events());
        rebuildGivesTheSame();
        assertThat(events()).as("a rebuild says nothing new").isEqualTo(events);
        return "%d people, %d edits, %d events, %d conflicts, %d values written by the hub; %s"
                .formatted(people, trail.edits(), events, history.clashes().size(), hubWrites(), accounts);
    }

    private int allAgree() throws IOException, SQLException {
        var golden = People.golden(hub, systems.getFirst().fields().values());
        for (var system : systems) {
            var differences = People.differences(system.system(), system.people(), golden);
            if (!differences.isEmpty()) {
                trail.note(story(differences.getFirst().replaceFirst(": .*", "")));
            }
            assertThat(differences)
                    .as("%s against the golden records; %s", system.system(), trail)
                    .isEmpty();
        }
        return golden.size();
    }

    /** All that is known of one person, for whoever looks for the cause. */
    private String story(String email) throws SQLException {
        try (var connection = store.connect()) {
            var ids = "(select record_id from hub_log.event where convert_from(payload, 'UTF8') like '%' || ? || '%')";
            return Outside.rows(connection, "select * from hub_read.crosswalk where record_id in " + ids, email)
                    + "\n"
                    + Outside.rows(
                            connection,
                            "select position, recorded_at, type, convert_from(payload, 'UTF8') from hub_log.event"
                                    + " where record_id in " + ids + " order by position",
                            email);
        }
    }

    private List<Accounts> nothingIsLost(HubHistory history) throws SQLException {
        var all = new ArrayList<Accounts>();
        var touches = new ArrayList<Touch>();
        for (var system : systems) {
            touches.addAll(system.touches());
            var accounts = Accounts.of(system.touches(), history);
            assertThat(accounts.mistakes()).as("%s; %s", system.system(), trail).isEmpty();
            all.add(accounts);
        }
        assertThat(trail.contradictions(touches))
                .as("the test's own records; %s", trail)
                .isEmpty();
        return all;
    }

    /** No field is written more often than there was news for it. */
    private void pushesAreBounded(HubHistory history) throws SQLException {
        long news = history.events().stream()
                .mapToLong(event -> WHOLE.contains(event.type())
                        ? FIELDS
                        : event.payload().path("fields").size()
                                + event.payload().path("conflicts").size())
                .sum();
        for (var system : systems) {
            assertThat(system.hubWrites())
                    .as("writes of the hub to %s; %s", system.system(), trail)
                    .isLessThanOrEqualTo(news);
        }
    }

    private long hubWrites() throws SQLException {
        long writes = 0;
        for (var system : systems) {
            writes += system.hubWrites();
        }
        return writes;
    }

    private long events() throws SQLException {
        return count("select count(*) as n from hub_log.event");
    }

    private long count(String sql) throws SQLException {
        try (var connection = store.connect()) {
            return Long.parseLong(Outside.rows(connection, sql).getFirst().text("n"));
        }
    }

    /** Tables are spoilt, rebuilt from the events, and as they were; no system hears of it. */
    private void rebuildGivesTheSame() throws IOException, SQLException {
        var before = tables();
        long writes = hubWrites();
        try (var connection = store.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("update hub_read.golden_record set fields = '{}', provenance = '{}'");
            statement.execute("delete from hub_read.conflict");
            statement.execute("delete from hub_read.match_key");
            connection.commit();
        }
        assertThat(tables()).as("the spoilt tables").isNotEqualTo(before);
        hub.post("/api/v1/replays", "{\"mode\": \"rebuild\"}").expecting(200);
        assertThat(tables()).as("the rebuilt tables; %s", trail).isEqualTo(before);
        var report = hub.post("/api/v1/replays", "{\"mode\": \"verify\"}").expecting(200);
        assertThat(report.path("identical").asBoolean()).as(report.toString()).isTrue();
        Quiescence.staysAt("writes after a rebuild", WATCHED, this::hubWrites);
        assertThat(hubWrites()).as("a rebuild writes to no system").isEqualTo(writes);
    }

    private List<String> tables() throws SQLException {
        var tables = new ArrayList<String>();
        try (var connection = store.connect()) {
            for (var table : TABLES) {
                tables.add(Outside.rows(
                                connection,
                                "select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '')"
                                        + " as hash from (" + table + ") t")
                        .getFirst()
                        .text("hash"));
            }
        }
        return tables;
    }
}
