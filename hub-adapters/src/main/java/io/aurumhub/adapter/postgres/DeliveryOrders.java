package io.aurumhub.adapter.postgres;

import io.aurumhub.core.record.Resend;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What stewards order about deliveries. The copies that an order means are written down at once, and served page by
 * page: a small order is done when it is answered, a large one goes on beside everything else, also after a restart.
 */
public final class DeliveryOrders {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryOrders.class);

    /** So long an order waits that the database did not let go on. */
    private static final long PAUSE_MILLIS = 1_000;

    private static final String ORDER = """
        select order_id, action, found, state, selected, taken, skipped, not_affected, actor, reason, started_at,
               ended_at, error
        from hub_ops.delivery_order\
        """;

    private final JdbcTemplate database;
    private final TransactionTemplate transaction;
    private final OrderedPages pages;
    private final Supplier<Instant> clock;
    private final String node;
    private final Set<UUID> underway = ConcurrentHashMap.newKeySet();

    DeliveryOrders(Hub hub, RecordLane lane, Consumer<Set<SystemId>> wake) {
        this.database = hub.database;
        this.transaction = hub.transaction;
        this.clock = hub.clock;
        this.node = hub.membership.node();
        this.pages = new OrderedPages(database, transaction, lane, wake, hub.membership);
    }

    /** What orders need of the hub. */
    record Hub(
            JdbcTemplate database, TransactionTemplate transaction, Supplier<Instant> clock, Membership membership) {}

    /** What can be ordered. */
    public enum Action {
        /** Taken up now: what was refused, and what waits for its next attempt. */
        RETRY,
        /** Left as it is until something changes that is written there. */
        SKIP,
        /** Read again and written again, though the copy is thought to be equal. */
        RESEND;

        String stored() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An order, and how far it is.
     *
     * @param found of a resend, what is to be made of what the system holds
     * @param state running, done or failed
     * @param selected copies that were meant
     * @param taken copies of which it is done
     * @param skipped copies that were left alone, since a steward had said so before
     * @param notAffected copies of which there was nothing to do
     */
    public record OrderView(
            UUID id,
            String action,
            @Nullable String found,
            String state,
            long selected,
            long taken,
            long skipped,
            long notAffected,
            String actor,
            @Nullable String reason,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable String error) {}

    /** How many copies would be meant. */
    public long count(Action action, DeliverySelection selection) {
        var conditions = selection.conditions(action);
        return JdbcClient.create(database)
                .sql("select count(*) from hub_read.crosswalk c" + conditions.where())
                .params(conditions.parameters())
                .query(Long.class)
                .single();
    }

    /** The first of them. */
    public List<Sample> samples(Action action, DeliverySelection selection, int most) {
        var conditions = selection.conditions(action);
        return JdbcClient.create(database)
                .sql("select c.record_id, c.system, c.entity, c.local_id from hub_read.crosswalk c" + conditions.where()
                        + " order by c.record_id, c.system, c.number limit :most")
                .params(conditions.parameters())
                .param("most", most)
                .query((row, number) ->
                        new Sample(row.getObject(1, UUID.class), row.getString(2), row.getString(3), row.getString(4)))
                .list();
    }

    /** One copy that would be meant. */
    public record Sample(
            UUID record,
            String system,
            String entity,
            @Nullable String localId) {}

    /**
     * Takes an order. A small one is done when this returns, a large one has begun.
     *
     * @param found of a resend, what is to be made of what the system holds
     */
    public OrderView place(Action action, Resend found, DeliverySelection selection, Provenance cause) {
        var id = UUID.randomUUID();
        var selected =
                Objects.requireNonNull(transaction.execute(status -> write(id, action, found, selection, cause)));
        var work = new OrderedPages.Work(id, action, found, selection.record() != null, cause);
        if (selected <= OrderedPages.PAGE) {
            serve(work);
        } else {
            Thread.ofVirtual().name("deliveries-" + action.stored()).start(() -> serve(work));
        }
        return order(id).orElseThrow();
    }

    private long write(UUID id, Action action, Resend found, DeliverySelection selection, Provenance cause) {
        JdbcClient.create(database)
                .sql("""
                    insert into hub_ops.delivery_order
                        (order_id, action, found, one_record, node, actor, reason, selected, started_at)
                    values (:order, :action, :found, :one, :node, :actor, :reason, 0, :at)\
                    """)
                .param("order", id)
                .param("action", action.stored())
                .param("found", action == Action.RESEND ? found.name().toLowerCase(Locale.ROOT) : null)
                .param("one", selection.record() != null)
                .param("node", node)
                .param("actor", cause.actor())
                .param("reason", cause.reason() == null ? null : Text.storable(cause.reason()))
                .param("at", Columns.time(clock.get()))
                .update();
        var conditions = selection.conditions(action);
        long selected = JdbcClient.create(database)
                .sql("insert into hub_ops.delivery_order_item (order_id, record_id, system, number)"
                        + " select :order, c.record_id, c.system, c.number from hub_read.crosswalk c"
                        + conditions.where())
                .params(conditions.parameters())
                .param("order", id)
                .update();
        database.update("update hub_ops.delivery_order set selected = ? where order_id = ?", selected, id);
        return selected;
    }

    private void serve(OrderedPages.Work work) {
        if (!underway.add(work.order())) {
            return;
        }
        try {
            if (pages.serveAll(work)) {
                end(work, null);
            }
        } catch (RuntimeException e) {
            if (Failures.isUnavailable(e)) {
                LOG.warn(
                        "Order {} about deliveries cannot go on now, and is tried again: {}",
                        work.order(),
                        e.getMessage());
                later();
                return;
            }
            LOG.warn(
                    "Order {} about deliveries ended early; what it did stays done. Give it again for the rest",
                    work.order(),
                    e);
            end(work, String.valueOf(e.getMessage()));
        } finally {
            underway.remove(work.order());
        }
    }

    private void later() {
        Thread.ofVirtual().name("deliveries-later").start(this::resumeLater);
    }

    /** What is this node's then: another one may have taken it over. */
    private void resumeLater() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            resume();
        } catch (DataAccessException | TransactionException e) {
            LOG.debug("The orders about deliveries cannot go on yet", e);
            later();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(OrderedPages.Work work, @Nullable String error) {
        transaction.executeWithoutResult(status -> noteEnd(work, error));
    }

    private void noteEnd(OrderedPages.Work work, @Nullable String error) {
        int ended = database.update(
                "update hub_ops.delivery_order set state = ?, ended_at = ?, error = ?"
                        + " where order_id = ? and node = ? and state = 'running'",
                error == null ? "done" : "failed",
                Columns.time(clock.get()),
                error == null ? null : Text.storable(error),
                work.order(),
                node);
        if (ended == 1) {
            database.update("delete from hub_ops.delivery_order_item where order_id = ?", work.order());
        }
    }

    /** Goes on with the orders that this node had begun when it was stopped, and with those of nodes that have gone. */
    void resume() {
        database.update("""
            update hub_ops.delivery_order o set node = ? where state = 'running' and node <> ?
              and not exists (select from hub_ops.node n where n.node = o.node)\
            """, node, node);
        database
                .query(
                        """
                        select order_id, action, found, one_record, actor, reason from hub_ops.delivery_order
                        where state = 'running' and node = ? order by started_at\
                        """,
                        (row, number) -> new OrderedPages.Work(
                                row.getObject(1, UUID.class),
                                Action.valueOf(row.getString(2).toUpperCase(Locale.ROOT)),
                                row.getString(3) == null
                                        ? Resend.DECIDE
                                        : Resend.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                                row.getBoolean(4),
                                new Provenance(row.getString(5), null, row.getString(6), null)),
                        node)
                .stream()
                .filter(work -> !underway.contains(work.order()))
                .forEach(work -> {
                    LOG.info("Going on with order {} about deliveries, where it ended", work.order());
                    Thread.ofVirtual()
                            .name("deliveries-" + work.action().stored())
                            .start(() -> serve(work));
                });
    }

    /** Begins no further page. */
    void stop() {
        pages.stop();
    }

    public Optional<OrderView> order(UUID id) {
        return JdbcClient.create(database)
                .sql(ORDER + " where order_id = :order")
                .param("order", id)
                .query((row, number) -> view(new Columns(row)))
                .optional();
    }

    /** Orders, newest first. */
    public List<OrderView> latest(int most) {
        return JdbcClient.create(database)
                .sql(ORDER + " order by started_at desc limit :most")
                .param("most", most)
                .query((row, number) -> view(new Columns(row)))
                .list();
    }

    private static OrderView view(Columns columns) throws java.sql.SQLException {
        return new OrderView(
                columns.uuid("order_id"),
                columns.text("action"),
                columns.textIfAny("found"),
                columns.text("state"),
                columns.number("selected"),
                columns.number("taken"),
                columns.number("skipped"),
                columns.number("not_affected"),
                columns.text("actor"),
                columns.textIfAny("reason"),
                columns.instant("started_at"),
                columns.instantIfAny("ended_at"),
                columns.textIfAny("error"));
    }
}
