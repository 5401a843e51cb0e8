package io.aurumhub.adapter.postgres;

import io.aurumhub.adapter.TestDatabase;
import java.time.Instant;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** Puts rows straight into the hub's tables, for tests of what reads them. */
public record HubTables(JdbcClient client) {

    public static HubTables in(DataSource source) {
        return new HubTables(JdbcClient.create(source));
    }

    /** A database with all the tables and no rows. */
    public static TestDatabase migrated() {
        return TestDatabase.copyOf("hub tables", source -> {
            Flyway.configure()
                    .dataSource(source)
                    .schemas("hub_ops")
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
            new ResourceDatabasePopulator(new ClassPathResource("db/read/tables.sql")).execute(source);
        });
    }

    /** Ids that sort in the order of their numbers. */
    public static UUID id(int number) {
        return new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0000L | number);
    }

    public HubTables record(UUID id, String entity, String fields, String provenance, Instant changedAt) {
        client.sql("""
            insert into hub_read.golden_record
                (record_id, entity, revision, deleted, fields, provenance, match_keys, changed_at)
            values (:id, :entity, 3, false, :fields::jsonb, :provenance::jsonb, '{}', :at)\
            """)
                .param("id", id)
                .param("entity", entity)
                .param("fields", fields)
                .param("provenance", provenance)
                .param("at", Columns.time(changedAt))
                .update();
        return this;
    }

    public HubTables deleted(UUID id) {
        client.sql("update hub_read.golden_record set deleted = true where record_id = :id")
                .param("id", id)
                .update();
        return this;
    }

    /** A linked copy that holds everything. */
    public HubTables copy(UUID record, String system, String entity, String localId, String local) {
        client.sql("""
            insert into hub_read.crosswalk
                (record_id, system, number, entity, local_id, state, local, sent, held, wanted)
            values (:record, :system, 0, :entity, :localId, 'linked', :local::jsonb, '{}', 3, 3)\
            """)
                .param("record", record)
                .param("system", system)
                .param("entity", entity)
                .param("localId", localId)
                .param("local", local)
                .update();
        return this;
    }

    public HubTables due(UUID record, String system, int attempts, @Nullable String error) {
        client.sql("""
            update hub_read.crosswalk
            set wanted = held + 1, attempts = :attempts, last_error = :error,
                next_attempt_at = case when :attempts > 0 then now() + interval '1 minute' end
            where record_id = :record and system = :system\
            """)
                .param("record", record)
                .param("system", system)
                .param("attempts", attempts)
                .param("error", error)
                .update();
        return this;
    }

    public HubTables refused(UUID record, String system, String reason) {
        client.sql("""
            update hub_read.crosswalk set wanted = held + 1, refused = :reason
            where record_id = :record and system = :system\
            """)
                .param("record", record)
                .param("system", system)
                .param("reason", reason)
                .update();
        return this;
    }

    /** Refused, and left so by a steward. */
    public HubTables skipped(UUID record, String system, String reason) {
        refused(record, system, reason);
        client.sql("""
            update hub_read.crosswalk set skipped = '{"by": "kim", "reason": "on purpose", "revision": 4, "fields": {}}'
            where record_id = :record and system = :system\
            """).param("record", record).param("system", system).update();
        return this;
    }

    public HubTables openConflict(UUID record, long revision, String field, Instant at) {
        conflict(record, revision, field, "golden", "local", at);
        client.sql("update hub_read.conflict set state = 'open' where record_id = :record and revision = :revision")
                .param("record", record)
                .param("revision", revision)
                .update();
        return this;
    }

    public HubTables held(String sync, long vanished, long known, Instant at) {
        client.sql("insert into hub_ops.held_deletes (sync, vanished, known, held_at) values (:sync, :gone, :all, :at)")
                .param("sync", sync)
                .param("gone", vanished)
                .param("all", known)
                .param("at", Columns.time(at))
                .update();
        return this;
    }

    public HubTables conflict(UUID record, long revision, String field, String winner, String loser, Instant at) {
        client.sql("""
            insert into hub_read.conflict
            values (:record, :revision, :field, 'contact', 'crm', to_jsonb(:winner::text), 'shop',
                    to_jsonb(:loser::text), 'crm has the better rank (1 before 2)', :at, 'decided')\
            """)
                .param("record", record)
                .param("revision", revision)
                .param("field", field)
                .param("winner", winner)
                .param("loser", loser)
                .param("at", Columns.time(at))
                .update();
        return this;
    }

    public HubTables read(String sync, boolean caughtUp, @Nullable String error, Instant lastSuccess) {
        client.sql("""
            insert into hub_ops.sync_state (sync, loaded, caught_up, last_success_at, last_error)
            values (:sync, true, :caughtUp, :at, :error)
            on conflict (sync) do update set caught_up = excluded.caught_up,
                last_error = excluded.last_error, last_success_at = excluded.last_success_at\
            """)
                .param("sync", sync)
                .param("caughtUp", caughtUp)
                .param("at", Columns.time(lastSuccess))
                .param("error", error)
                .update();
        return this;
    }

    public HubTables run(UUID id, String sync, String state, Instant startedAt, @Nullable String error) {
        client.sql("""
            insert into hub_ops.run
            values (:id, :sync, 'poll', 'hub', :state, :at, :at, 12, 3, 1, :error)\
            """)
                .param("id", id)
                .param("sync", sync)
                .param("state", state)
                .param("at", Columns.time(startedAt))
                .param("error", error)
                .update();
        return this;
    }

    public HubTables quarantined(String system, @Nullable String localId, String kind, String reasons) {
        client.sql("""
            insert into hub_ops.quarantine (at, system, entity, local_id, kind, reasons, raw, "full")
            values (now(), :system, 'contact', :localId, :kind, :reasons::jsonb, '{"dob": "31.02.1980"}', true)\
            """)
                .param("system", system)
                .param("localId", localId)
                .param("kind", kind)
                .param("reasons", reasons)
                .update();
        return this;
    }
}
