package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.shared.Value;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What stewards and operators look after: conflicts, runs and quarantine. */
public final class WorkQueries {

    private static final String RUN = """
        select run_id, sync, trigger, actor, state, started_at, ended_at, read, changed, quarantined, error,
               reason, warning
        from hub_ops.run\
        """;

    private final JdbcClient client;

    private final Definitions definitions;
    private final Clock clock;

    WorkQueries(JdbcClient client, Definitions definitions, Clock clock) {
        this.client = client;
        this.definitions = definitions;
        this.clock = clock;
    }

    /**
     * Which changes in quarantine are wanted; what is null does not matter.
     *
     * @param waiting true: only those that wait for another record; false: only others
     * @param overdue true: only those that have waited for too long; false: only others
     */
    public record QuarantineFilter(
            @Nullable String state,
            @Nullable String system,
            @Nullable String entity,
            @Nullable Boolean waiting,
            @Nullable Boolean overdue) {}

    /** Which conflicts are wanted; what is null does not matter. */
    public record ConflictFilter(
            @Nullable UUID record,
            @Nullable String state,
            @Nullable String entity,
            @Nullable String system) {

        public static ConflictFilter any() {
            return new ConflictFilter(null, null, null, null);
        }

        public static ConflictFilter of(UUID record) {
            return new ConflictFilter(record, null, null, null);
        }
    }

    /** Conflicts, newest first. */
    public Slice<ConflictView> conflicts(ConflictFilter filter, Slice.Wanted wanted) {
        var conditions = new Conditions()
                .andIf("record_id = :record", "record", filter.record())
                .andIf("state = :state", "state", filter.state())
                .andIf("entity = :entity", "entity", filter.entity())
                .andIf("(winner_system = :system or loser_system = :system)", "system", filter.system());
        conditions.after(
                wanted,
                4,
                position -> conditions
                        .and("(at, record_id, revision, field) < (:at, :lastRecord, :revision, :field)")
                        .with("at", Columns.time(Instant.parse(position.get(0))))
                        .with("lastRecord", UUID.fromString(position.get(1)))
                        .with("revision", Long.valueOf(position.get(2)))
                        .with("field", position.get(3)));
        var rows = client.sql("""
                        select record_id, revision, field, entity, winner_system, winner_value::text as winner_value,
                               loser_system, loser_value::text as loser_value, rule, at, state
                        from hub_read.conflict\
                        """
                        + conditions.where()
                        + " order by at desc, record_id desc, revision desc, field desc limit :rows")
                .params(conditions.parameters())
                .param("rows", wanted.rows())
                .query((row, number) -> conflict(new Columns(row)))
                .list();
        return wanted.slice(rows, row -> List.of(row.at(), row.record(), row.revision(), row.field()));
    }

    /** Runs, newest first. */
    public Slice<RunView> runs(@Nullable String sync, Slice.Wanted wanted) {
        var conditions = new Conditions().andIf("sync = :sync", "sync", sync);
        conditions.after(
                wanted,
                2,
                position -> conditions
                        .and("(started_at, run_id) < (:startedAt, :lastRun)")
                        .with("startedAt", Columns.time(Instant.parse(position.get(0))))
                        .with("lastRun", UUID.fromString(position.get(1))));
        var rows = client.sql(RUN + conditions.where() + " order by started_at desc, run_id desc limit :rows")
                .params(conditions.parameters())
                .param("rows", wanted.rows())
                .query((row, number) -> run(new Columns(row)))
                .list();
        return wanted.slice(rows, row -> List.of(row.startedAt(), row.id()));
    }

    public Optional<RunView> run(UUID id) {
        return client.sql(RUN + " where run_id = :id")
                .param("id", id)
                .query((row, number) -> run(new Columns(row)))
                .optional();
    }

    /** What lies in quarantine, newest first. */
    public Slice<QuarantineView> quarantine(@Nullable String state, @Nullable String system, Slice.Wanted wanted) {
        return quarantine(new QuarantineFilter(state, system, null, null, null), wanted);
    }

    /** What lies in quarantine, newest first. */
    public Slice<QuarantineView> quarantine(QuarantineFilter filter, Slice.Wanted wanted) {
        var conditions = new Conditions()
                .and("kind <> 'match'")
                .andIf("state = :state", "state", filter.state())
                .andIf("system = :system", "system", filter.system())
                .andIf("entity = :entity", "entity", filter.entity())
                .andIf("(kind = 'waiting') = :waiting", "waiting", filter.waiting())
                .andIf(Overdue.CONDITION + " = :overdue", "overdue", filter.overdue())
                .with(Overdue.DEADLINES, Overdue.deadlines(definitions, clock.instant()));
        conditions.after(
                wanted, 1, position -> conditions.andIf("number < :last", "last", Long.valueOf(position.getFirst())));
        var rows = client.sql("""
            select number, at, system, entity, local_id, kind, reasons::text as reasons, raw::text as raw,
                   waits_for, state, decision,
            """ + Overdue.CONDITION + """
             as overdue
            from hub_ops.quarantine\
            """ + conditions.where() + " order by number desc limit :rows")
                .params(conditions.parameters())
                .param("rows", wanted.rows())
                .query((row, number) -> quarantined(new Columns(row)))
                .list();
        return wanted.slice(rows, row -> List.of(row.number()));
    }

    private static ConflictView conflict(Columns columns) throws SQLException {
        return new ConflictView(
                columns.uuid("record_id"),
                columns.number("revision"),
                columns.text("field"),
                columns.text("entity"),
                new Side(columns.text("winner_system"), columns.value("winner_value")),
                new Side(columns.text("loser_system"), columns.value("loser_value")),
                columns.text("rule"),
                columns.instant("at"),
                columns.text("state"));
    }

    private static RunView run(Columns columns) throws SQLException {
        return new RunView(
                columns.uuid("run_id"),
                columns.text("sync"),
                columns.text("trigger"),
                columns.text("actor"),
                columns.text("state"),
                columns.instant("started_at"),
                columns.instantIfAny("ended_at"),
                columns.number("read"),
                columns.number("changed"),
                columns.number("quarantined"),
                columns.textIfAny("error"),
                columns.textIfAny("reason"),
                columns.textIfAny("warning"));
    }

    private static QuarantineView quarantined(Columns columns) throws SQLException {
        return new QuarantineView(
                columns.number("number"),
                columns.instant("at"),
                columns.text("system"),
                columns.text("entity"),
                columns.textIfAny("local_id"),
                columns.text("kind"),
                columns.texts("reasons"),
                columns.value("raw"),
                columns.textIfAny("waits_for"),
                columns.row().getBoolean("overdue"),
                columns.text("state"),
                columns.textIfAny("decision"));
    }

    /** One side of a conflict. */
    public record Side(String system, Value value) {}

    /**
     * Two systems disagreed on a field.
     *
     * @param rule why the winner won, in words
     * @param state decided or overturned
     */
    public record ConflictView(
            UUID record,
            long revision,
            String field,
            String entity,
            Side winner,
            Side loser,
            String rule,
            Instant at,
            String state) {}

    /**
     * One execution of a sync; {@code read}, {@code changed} and {@code quarantined} count records.
     *
     * @param reason why somebody let it do more than it would by itself
     * @param warning what keeps the sync from seeing every change
     */
    public record RunView(
            UUID id,
            String sync,
            String trigger,
            String actor,
            String state,
            Instant startedAt,
            @Nullable Instant endedAt,
            long read,
            long changed,
            long quarantined,
            @Nullable String error,
            @Nullable String reason,
            @Nullable String warning) {}

    /**
     * A change that could not be taken in, kept as it came.
     *
     * @param at when it was set aside; of a change that waits, since when
     * @param overdue it waits for another record for longer than its sync allows
     * @param decision why a steward dismissed it, if one did
     */
    public record QuarantineView(
            long number,
            Instant at,
            String system,
            String entity,
            @Nullable String localId,
            String kind,
            List<String> reasons,
            Value raw,
            @Nullable String waitsFor,
            boolean overdue,
            String state,
            @Nullable String decision) {
        public QuarantineView {
            reasons = List.copyOf(reasons);
        }
    }
}
