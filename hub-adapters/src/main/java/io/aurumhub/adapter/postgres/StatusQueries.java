package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.Definitions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.sql.DataSource;
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
    private final Remembered<Totals> totals;

    StatusQueries(DataSource source, Definitions definitions, Clock clock) {
        this.client = JdbcClient.create(source);
        this.definitions = definitions;
        this.clock = clock;
        this.snapshot = new TransactionTemplate(new JdbcTransactionManager(source));
        this.snapshot.setReadOnly(true);
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        this.totals = new Remembered<>(this::count);
    }

    public StatusView status() {
        return status(totals.get());
    }

    /** The same but for what takes a count of whole tables: records, and conflicts that are decided. */
    public StatusView state() {
        return status(Totals.NONE);
    }

    private StatusView status(Totals counted) {
        var now = clock.instant();
        var facts = snapshot.execute(transaction -> StatusFacts.read(client, definitions, now));
        return new StatusReport(definitions, Objects.requireNonNull(facts), counted, now).view();
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
                 from hub_ops.sync_state),
                (select string_agg(concat_ws(',', sync, vanished, approved), ';' order by sync)
                 from hub_ops.held_deletes),
                (select string_agg(concat_ws(',', sync, kind, records), ';' order by sync, kind)
                 from hub_ops.sync_warning))\
            """).query(String.class).single();
    }

    /** What whole tables hold. */
    record Totals(Map<String, Long> bySystem, List<StatusView.EntityView> byEntity, long conflicts) {
        static final Totals NONE = new Totals(Map.of(), List.of(), 0);
    }

    private Totals count() {
        var entities = grouped("select entity, count(*) from hub_read.golden_record where not deleted group by 1");
        return new Totals(
                grouped("select system, count(*) from hub_read.crosswalk where state = 'linked' group by 1"),
                definitions.entities().keySet().stream()
                        .map(entity ->
                                new StatusView.EntityView(entity.value(), entities.getOrDefault(entity.value(), 0L)))
                        .toList(),
                client.sql("select count(*) from hub_read.conflict where state = 'decided'")
                        .query(Long.class)
                        .single());
    }

    private Map<String, Long> grouped(String sql) {
        return client.sql(sql).query((row, number) -> Map.entry(row.getString(1), row.getLong(2))).list().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
