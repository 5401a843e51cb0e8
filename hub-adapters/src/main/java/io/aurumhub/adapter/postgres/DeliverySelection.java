package io.aurumhub.adapter.postgres;

import io.aurumhub.adapter.postgres.DeliveryOrders.Action;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries a steward means; what is null does not matter. At least a record, a system or a run must be named.
 *
 * @param run records that this run changed
 * @param from records to which something happened then or later: they changed, or were written or refused
 * @param to records to which something happened before
 * @param refusedWith a part of the words with which the system refused, or of the last error; case does not matter
 */
public record DeliverySelection(
        @Nullable UUID record,
        @Nullable String system,
        @Nullable String entity,
        @Nullable UUID run,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String refusedWith) {

    private static final String HAPPENED = "exists (select from hub_log.event e where e.record_id = c.record_id";

    /** All copies of one record. */
    public static DeliverySelection of(UUID record) {
        return new DeliverySelection(record, null, null, null, null, null, null);
    }

    /** Nothing narrows it to less than the whole hub. */
    public boolean meansEverything() {
        return record == null && system == null && run == null;
    }

    /** The copies, as c, to which this can be done. */
    Conditions conditions(Action action) {
        var conditions = new Conditions().and(candidates(action));
        conditions
                .andIf("c.record_id = :record", "record", record)
                .andIf("c.system = :system", "system", system)
                .andIf("c.entity = :entity", "entity", entity)
                .andIf("c.record_id in (select e.record_id from hub_log.event e where e.run_id = :run)", "run", run)
                .andIf(
                        "position(lower(:refusedWith) in lower(coalesce(c.refused, c.last_error, ''))) > 0",
                        "refusedWith",
                        refusedWith);
        if (from != null && to != null) {
            conditions
                    .and(HAPPENED + " and e.recorded_at >= :from and e.recorded_at < :to)")
                    .with("from", Columns.time(from))
                    .with("to", Columns.time(to));
        } else {
            conditions
                    .andIf(HAPPENED + " and e.recorded_at >= :from)", "from", from == null ? null : Columns.time(from))
                    .andIf(HAPPENED + " and e.recorded_at < :to)", "to", to == null ? null : Columns.time(to));
        }
        return conditions;
    }

    /** What is on its way anyway is only skipped where one record is named. */
    private String candidates(Action action) {
        return switch (action) {
            case RETRY -> DeliveryQueries.CONCERNED;
            case SKIP -> record == null ? "c.refused is not null" : "(c.wanted > c.held or c.refused is not null)";
            case RESEND -> "(c.state = 'linked' or c.refused is not null)";
        };
    }
}
