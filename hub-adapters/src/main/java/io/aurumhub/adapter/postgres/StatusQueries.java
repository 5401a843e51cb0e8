package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.definition.SystemDefinition;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Where the hub stands. Whether it has converged is always read afresh and in one snapshot, so that a client that has
 * just posted a change sees it; only the counts that need a whole table are kept for a moment.
 */
public final class StatusQueries {

    private final JdbcClient client;
    private final Definitions definitions;
    private final Clock clock;
    private final TransactionTemplate snapshot;
    private final Remembered<Counts> counts;

    StatusQueries(DataSource source, Definitions definitions, Clock clock) {
        this.client = JdbcClient.create(source);
        this.definitions = definitions;
        this.clock = clock;
        this.snapshot = new TransactionTemplate(new JdbcTransactionManager(source));
        this.snapshot.setReadOnly(true);
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.counts = new Remembered<>(this::count);
    }

    public StatusView status() {
        var totals = counts.get();
        return Objects.requireNonNull(snapshot.execute(transaction -> status(totals)));
    }

    /** A text that differs as soon as something differs that a page shows; cheap enough to be asked twice a second. */
    public String marker() {
        return client.sql("""
            select concat_ws('/',
                (select max(position) from hub_log.event),
                (select max(number) from hub_ops.quarantine),
                (select count(*) from hub_ops.quarantine where state = 'open'),
                (select max(started_at) from hub_ops.run),
                (select concat_ws(',', count(*), sum(attempts)) from hub_read.crosswalk
                 where wanted > held and refused is null),
                (select string_agg(concat_ws(',', sync, loaded, caught_up, last_error), ';' order by sync)
                 from hub_ops.sync_state))\
            """).query(String.class).single();
    }

    private StatusView status(Counts totals) {
        var now = clock.instant();
        var reading = reading();
        var due = due();
        var refused = refused();
        var stopped = stopped();
        var quarantine = quarantine();
        var systems = definitions.systems().values().stream()
                .sorted(Comparator.comparingInt(SystemDefinition::rank))
                .map(system -> {
                    var name = system.id().value();
                    var syncs = definitions.syncs().values().stream()
                            .filter(sync -> sync.system().equals(system.id())
                                    && sync.direction().in())
                            .map(sync -> reading.getOrDefault(sync.id().value(), Reading.NEVER))
                            .toList();
                    return new SystemState(
                                    syncs,
                                    due.getOrDefault(name, Due.NONE),
                                    refused.getOrDefault(name, 0L),
                                    stopped.get(name),
                                    now)
                            .view(name, system.rank(), totals.bySystem().getOrDefault(name, 0L));
                })
                .toList();
        var allRead = definitions.syncs().values().stream()
                .filter(sync -> sync.direction().in() && sync.detect().pollEvery() != null)
                .map(SyncDefinition::id)
                .allMatch(sync ->
                        reading.getOrDefault(sync.value(), Reading.NEVER).upToDate());
        var waiting = quarantine.getOrDefault("waiting", 0L);
        return new StatusView(
                allRead && due.isEmpty() && waiting == 0,
                systems,
                totals.byEntity(),
                totals.conflicts(),
                openConflicts(),
                quarantine.values().stream().mapToLong(Long::longValue).sum() - waiting,
                waiting,
                waiting == 0 ? 0 : overdue(now),
                due.values().stream().mapToLong(Due::rows).sum(),
                systems.stream().mapToLong(SystemView::stuck).sum(),
                held());
    }

    private List<HeldView> held() {
        return client.sql("select sync, vanished, known, held_at from hub_ops.held_deletes where approved is null"
                        + " order by sync")
                .query((row, number) -> HeldView.from(new Columns(row)))
                .list();
    }

    private Map<String, Reading> reading() {
        return client
                .sql("select sync, loaded, caught_up, last_success_at, last_error from hub_ops.sync_state")
                .query((row, number) -> Reading.from(new Columns(row)))
                .list()
                .stream()
                .collect(Collectors.toMap(Reading::sync, Function.identity()));
    }

    private Map<String, Due> due() {
        return client.sql("""
            select c.system, count(*) as rows, count(*) filter
                       (where c.attempts > 0 and c.last_error is not null and c.lease_until is null)
                       as retrying,
                   min(g.changed_at) as oldest,
                   max(c.last_error) filter (where c.last_error not like 'waits for %') as error
            from hub_read.crosswalk c left join hub_read.golden_record g using (record_id)
            where c.wanted > c.held and c.refused is null group by c.system\
            """).query((row, number) -> Due.from(new Columns(row))).list().stream()
                .collect(Collectors.toMap(Due::system, Function.identity()));
    }

    /** By system, why a sync delivers nothing any more that stops at a refused record. */
    private Map<String, String> stopped() {
        var stopping = definitions.syncs().values().stream()
                .filter(sync -> sync.direction().out() && sync.deliver().stops())
                .toList();
        if (stopping.isEmpty()) {
            return Map.of();
        }
        var reasons = new LinkedHashMap<String, String>();
        for (var sync : stopping) {
            client.sql("select record_id, refused from hub_read.crosswalk where system = :system and entity = :entity"
                            + " and " + DueDeliveries.STOPS + " order by record_id limit 1")
                    .param("system", sync.system().value())
                    .param("entity", sync.entity().value())
                    .query((row, number) -> "%s is stopped because of record %s: %s"
                            .formatted(sync.id(), row.getString(1), row.getString(2)))
                    .optional()
                    .ifPresent(reason -> reasons.putIfAbsent(sync.system().value(), reason));
        }
        return reasons;
    }

    private Map<String, Long> refused() {
        return grouped("select system, count(*) from hub_read.crosswalk"
                + " where refused is not null and skipped is null group by 1");
    }

    private long openConflicts() {
        return client.sql("select count(*) from hub_read.conflict where state = 'open'")
                .query(Long.class)
                .single();
    }

    private long overdue(Instant now) {
        return client.sql("select count(*) from hub_ops.quarantine where " + Overdue.CONDITION)
                .param(Overdue.DEADLINES, Overdue.deadlines(definitions, now))
                .query(Long.class)
                .single();
    }

    private Map<String, Long> quarantine() {
        return grouped("select kind, count(*) from hub_ops.quarantine where state = 'open' group by 1");
    }

    private Counts count() {
        var entities = grouped("select entity, count(*) from hub_read.golden_record where not deleted group by 1");
        return new Counts(
                grouped("select system, count(*) from hub_read.crosswalk where state = 'linked' group by 1"),
                definitions.entities().keySet().stream()
                        .map(entity -> new EntityView(entity.value(), entities.getOrDefault(entity.value(), 0L)))
                        .toList(),
                client.sql("select count(*) from hub_read.conflict where state = 'decided'")
                        .query(Long.class)
                        .single());
    }

    private Map<String, Long> grouped(String sql) {
        return client.sql(sql).query((row, number) -> Map.entry(row.getString(1), row.getLong(2))).list().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private record Counts(Map<String, Long> bySystem, List<EntityView> byEntity, long conflicts) {}

    private record Reading(
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

    private record Due(
            String system,
            long rows,
            long retrying,
            @Nullable Instant oldest,
            @Nullable String error) {

        static final Due NONE = new Due("", 0, 0, null, null);

        static Due from(Columns columns) throws SQLException {
            return new Due(
                    columns.text("system"),
                    columns.number("rows"),
                    columns.number("retrying"),
                    columns.instantIfAny("oldest"),
                    columns.textIfAny("error"));
        }
    }

    private record SystemState(
            List<Reading> syncs,
            Due due,
            long refused,
            @Nullable String stopped,
            Instant now) {

        SystemView view(String id, int rank, long records) {
            return new SystemView(
                    id,
                    rank,
                    syncs.stream()
                            .map(Reading::lastSuccess)
                            .flatMap(Stream::ofNullable)
                            .max(Comparator.naturalOrder())
                            .orElse(null),
                    lagSeconds(),
                    due.rows(),
                    due.retrying() + refused,
                    records,
                    stopped != null
                            ? stopped
                            : Stream.concat(
                                            syncs.stream().map(Reading::error),
                                            Stream.of(due).map(Due::error))
                                    .flatMap(Stream::ofNullable)
                                    .findFirst()
                                    .orElse(null));
        }

        private long lagSeconds() {
            var notRead = syncs.stream().filter(sync -> !sync.upToDate()).map(Reading::lastSuccess);
            return Stream.concat(notRead, Stream.of(due).map(Due::oldest))
                    .flatMap(Stream::ofNullable)
                    .mapToLong(since -> Math.max(0, Duration.between(since, now).toSeconds()))
                    .max()
                    .orElse(0);
        }
    }

    /**
     * Where the hub stands.
     *
     * @param converged every sync that reads has been loaded, is caught up and has no error; nothing is due and nothing
     *     waits
     * @param conflicts decided by a rule and not overturned
     * @param openConflicts that wait for a steward
     * @param quarantine open, without those that only wait for another record
     * @param waiting changes that wait for a record they refer to
     * @param overdue those of them that have waited for longer than their sync allows
     * @param due deliveries that will be tried, now or later
     * @param stuck deliveries whose last attempt failed or was refused
     * @param heldDeletes deletes that wait for a steward, since they are many
     */
    public record StatusView(
            boolean converged,
            List<SystemView> systems,
            List<EntityView> entities,
            long conflicts,
            long openConflicts,
            long quarantine,
            long waiting,
            long overdue,
            long due,
            long stuck,
            List<HeldView> heldDeletes) {
        public StatusView {
            heldDeletes = List.copyOf(heldDeletes);
            systems = List.copyOf(systems);
            entities = List.copyOf(entities);
        }
    }

    /**
     * Deletes of one sync that a full read has found and that wait for a steward.
     *
     * @param vanished records that were not found
     * @param known records that were there before
     * @param since when they were first missed
     */
    public record HeldView(String sync, long vanished, long known, Instant since) {
        static HeldView from(Columns columns) throws SQLException {
            return new HeldView(
                    columns.text("sync"),
                    columns.number("vanished"),
                    columns.number("known"),
                    columns.instant("held_at"));
        }
    }

    /** How many golden records of one entity there are. */
    public record EntityView(String name, long records) {}

    /**
     * One connected system.
     *
     * @param lastSync when it was last read to its end; null: never, or nothing is read from it
     * @param lagSeconds how long the oldest change has waited that is due to it, or since it was last read while the
     *     hub knows that it is behind; 0 when nothing is known to wait
     * @param stuck deliveries to it whose last attempt failed or was refused
     * @param records its records that are linked to a golden record
     * @param error what went wrong last, if that is not over
     */
    public record SystemView(
            String id,
            int rank,
            @Nullable Instant lastSync,
            long lagSeconds,
            long due,
            long stuck,
            long records,
            @Nullable String error) {}
}
