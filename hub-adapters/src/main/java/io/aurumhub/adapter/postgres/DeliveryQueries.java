package io.aurumhub.adapter.postgres;

import io.aurumhub.core.record.Skip;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Copies that are not what they should be. */
public final class DeliveryQueries {

    private final JdbcClient client;

    DeliveryQueries(JdbcClient client) {
        this.client = client;
    }

    /** Of a copy that is due: what was tried last went wrong. */
    private static final String FAILED = "last_error is not null and last_error not like '"
            + DueDeliveries.WAITS_FOR_PARENT + "%' and last_error not like '" + DueDeliveries.GOES_AGAIN + "%'";

    /** What is refused and what is due has an index each: each part of a condition must speak of one of them alone. */
    static final String CONCERNED = "(refused is not null or (wanted > held and refused is null))";

    /** More than these are found sooner by walking all copies in order. */
    private static final int MOST_TO_SORT = 5_000;

    /** How many there are, as far as that is to be known. */
    static final String COUNT =
            "select count(*) from (select from hub_read.crosswalk c%s limit " + (MOST_TO_SORT + 1) + ") found";

    /**
     * PostgreSQL takes a third of all copies to be due, so it would rather walk all in order than sort those; "offset
     * 0" does not let it.
     */
    static final String FEW = "(select * from hub_read.crosswalk c%s offset 0) c";

    /** Which deliveries are wanted. */
    public enum DeliveryState {
        /** Will be tried: now or later. */
        DUE("wanted > held and refused is null"),
        /** Its last attempt failed; it will be tried again. */
        RETRYING("wanted > held and refused is null and " + FAILED),
        /**
         * Something has to come first: a record that it refers to, or that refers to it, or that is in its way; a
         * steward's word, the first read of a sync, or the next read of this system.
         */
        WAITING("wanted > held and refused is null and last_error like '" + DueDeliveries.WAITS_FOR_PARENT + "%'"),
        /** The system said no; waits for a steward. */
        REFUSED("refused is not null and skipped is null"),
        /** A steward said that it stays as it is. */
        SKIPPED("refused is not null and skipped is not null"),
        /** Stays in the system, though its golden record is deleted. */
        ORPHAN("state = 'linked' and wanted <= held and refused is null and exists (select from"
                + " hub_read.golden_record g where g.record_id = c.record_id and g.deleted)"),
        /** Retrying or refused: does not arrive as it should. */
        STUCK("((refused is not null and skipped is null) or (wanted > held and refused is null and " + FAILED + "))"),
        /** Any of the above but skipped and orphan. */
        OPEN("((refused is not null and skipped is null) or (wanted > held and refused is null))");

        private final String clause;

        DeliveryState(String clause) {
            this.clause = clause;
        }

        /** Over a row of the crosswalk. */
        String clause() {
            return clause;
        }
    }

    /**
     * Which deliveries are wanted; what is null does not matter.
     *
     * @param since those that became so then or later
     * @param until those that became so before
     */
    public record DeliveryFilter(
            DeliveryState state,
            @Nullable UUID record,
            @Nullable String system,
            @Nullable String entity,
            @Nullable Instant since,
            @Nullable Instant until) {

        public static DeliveryFilter of(DeliveryState state, @Nullable String system) {
            return new DeliveryFilter(state, null, system, null, null, null);
        }

        private Conditions conditions() {
            return new Conditions()
                    .and(state.clause)
                    .andIf("record_id = :record", "record", record)
                    .andIf("system = :system", "system", system)
                    .andIf("entity = :entity", "entity", entity)
                    .andIf(SINCE + " >= :since", "since", since == null ? null : Columns.time(since))
                    .andIf(SINCE + " < :until", "until", until == null ? null : Columns.time(until));
        }
    }

    /** Since when a copy stands as it does; rows of an older hub do not say it themselves. */
    private static final String SINCE = "coalesce(c.since, (select g.changed_at from hub_read.golden_record g"
            + " where g.record_id = c.record_id))";

    /** How many deliveries of a system stand how. */
    public record DeliveryCounts(String system, long due, long retrying, long waiting, long refused, long skipped) {}

    /** Of every system that has any, by name. */
    public List<DeliveryCounts> counts() {
        return client.sql("""
            select system, count(*) filter (where %s) as due, count(*) filter (where %s) as retrying,
                   count(*) filter (where %s) as waiting, count(*) filter (where %s) as refused,
                   count(*) filter (where %s) as skipped
            from hub_read.crosswalk where %s
            group by system order by system\
            """.formatted(
                                DeliveryState.DUE.clause,
                                DeliveryState.RETRYING.clause,
                                DeliveryState.WAITING.clause,
                                DeliveryState.REFUSED.clause,
                                DeliveryState.SKIPPED.clause,
                                CONCERNED))
                .query((row, number) -> new DeliveryCounts(
                        row.getString("system"),
                        row.getLong("due"),
                        row.getLong("retrying"),
                        row.getLong("waiting"),
                        row.getLong("refused"),
                        row.getLong("skipped")))
                .list();
    }

    /** Copies that are not what they should be, by record. */
    public Slice<DeliveryView> list(DeliveryState state, @Nullable String system, Slice.Wanted wanted) {
        return list(DeliveryFilter.of(state, system), wanted);
    }

    /** Copies that are not what they should be, by record. */
    public Slice<DeliveryView> list(DeliveryFilter filter, Slice.Wanted wanted) {
        var conditions = filter.conditions();
        conditions.after(
                wanted,
                3,
                position -> conditions
                        .and("(record_id, system, number) > (:lastRecord, :lastSystem, :lastNumber)")
                        .with("lastRecord", UUID.fromString(position.get(0)))
                        .with("lastSystem", position.get(1))
                        .with("lastNumber", Integer.valueOf(position.get(2))));
        var rows = client.sql("""
                        select record_id, system, number, entity, local_id, held, wanted, refused, attempts,
                               case when skipped is not null then 'skipped' when refused is not null then 'refused'
                                    when wanted <= held then 'orphan'
                                    when last_error like 'waits for %' then 'waiting'
                                    when\
                        """ + " " + FAILED + """
                                     then 'retrying' else 'due' end as delivery,
                               next_attempt_at, last_error, skipped::text as skipped,
                        """ + SINCE + """
                         as since
                        from\
                        """ + " " + source(filter.state, conditions)
                        + " order by record_id, system, number limit" + " :rows")
                .params(conditions.parameters())
                .param("rows", wanted.rows())
                .query((row, number) -> delivery(new Columns(row)))
                .list();
        return wanted.slice(rows, row -> List.of(row.record(), row.system(), row.number()));
    }

    private String source(DeliveryState state, Conditions conditions) {
        // those that are left over have no index
        boolean few = state != DeliveryState.ORPHAN
                && client.sql(COUNT.formatted(conditions.where()))
                                .params(conditions.parameters())
                                .query(Integer.class)
                                .single()
                        <= MOST_TO_SORT;
        return few ? FEW.formatted(conditions.where()) : "hub_read.crosswalk c" + conditions.where();
    }

    private static DeliveryView delivery(Columns columns) throws SQLException {
        return new DeliveryView(
                columns.uuid("record_id"),
                columns.text("system"),
                columns.row().getInt("number"),
                columns.text("entity"),
                columns.textIfAny("local_id"),
                columns.text("delivery"),
                columns.number("held"),
                columns.number("wanted"),
                columns.textIfAny("refused"),
                columns.row().getInt("attempts"),
                columns.instantIfAny("next_attempt_at"),
                columns.textIfAny("last_error"),
                columns.instantIfAny("since"),
                RecordStates.skip(columns.textIfAny("skipped")));
    }

    /**
     * A copy that is not what it should be, and what happened so far.
     *
     * @param state due, waiting, retrying, refused, skipped or orphan
     * @param since since when it is so
     * @param skipped who let it be so, and why
     */
    public record DeliveryView(
            UUID record,
            String system,
            int number,
            String entity,
            @Nullable String localId,
            String state,
            long held,
            long wanted,
            @Nullable String refused,
            int attempts,
            @Nullable Instant nextAttemptAt,
            @Nullable String lastError,
            @Nullable Instant since,
            @Nullable Skip skipped) {

        /** The same with the words of the system as somebody may see them. */
        public DeliveryView said(UnaryOperator<String> shown) {
            return new DeliveryView(
                    record,
                    system,
                    number,
                    entity,
                    localId,
                    state,
                    held,
                    wanted,
                    refused == null ? null : shown.apply(refused),
                    attempts,
                    nextAttemptAt,
                    lastError == null ? null : shown.apply(lastError),
                    since,
                    skipped);
        }
    }
}
