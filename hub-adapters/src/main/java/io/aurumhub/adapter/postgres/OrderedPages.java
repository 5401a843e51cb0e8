package io.aurumhub.adapter.postgres;

import io.aurumhub.adapter.postgres.DeliveryOrders.Action;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.record.CopyId;
import io.aurumhub.core.record.Decided;
import io.aurumhub.core.record.Facts;
import io.aurumhub.core.record.GoldenRecordCommand;
import io.aurumhub.core.record.GoldenRecordCommand.ResendDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.RetryDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.SkipDelivery;
import io.aurumhub.core.record.GoldenRecordRejected;
import io.aurumhub.core.record.Resend;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Serves the copies that an order means, page by page; a page is struck off once it is committed. */
final class OrderedPages {

    /** Copies that are served together, and the largest order that is answered when it is done. */
    static final int PAGE = 500;

    private final JdbcTemplate database;
    private final TransactionTemplate transaction;
    private final RecordLane lane;
    private final Consumer<Set<SystemId>> wake;
    private final Membership membership;
    private volatile boolean open = true;

    OrderedPages(
            JdbcTemplate database,
            TransactionTemplate transaction,
            RecordLane lane,
            Consumer<Set<SystemId>> wake,
            Membership membership) {
        this.database = database;
        this.transaction = transaction;
        this.lane = lane;
        this.wake = wake;
        this.membership = membership;
    }

    /** @param oneRecord a record is named, so that what was skipped is meant, too */
    record Work(UUID order, Action action, Resend found, boolean oneRecord, Provenance cause) {}

    private record Item(GoldenRecordId record, CopyId copy, boolean refused, boolean skipped) {}

    void stop() {
        open = false;
    }

    /**
     * False if the hub is being stopped before all of it is done.
     *
     * @throws TransientFault if the database did not answer, or the order is another node's by now
     */
    boolean serveAll(Work work) {
        long term = membership.term();
        List<Item> page;
        do {
            if (!open) {
                return false;
            }
            page = page(work);
            serve(work, page, term);
        } while (page.size() == PAGE);
        return true;
    }

    private List<Item> page(Work work) {
        return database.query(
                """
                select i.record_id, i.system, i.number, c.refused is not null, c.skipped is not null
                from hub_ops.delivery_order_item i
                left join hub_read.crosswalk c
                    on c.record_id = i.record_id and c.system = i.system and c.number = i.number
                where i.order_id = ? order by i.record_id, i.system, i.number limit ?\
                """,
                (row, index) -> new Item(
                        new GoldenRecordId(row.getObject(1, UUID.class)),
                        new CopyId(new SystemId(row.getString(2)), row.getInt(3)),
                        row.getBoolean(4),
                        row.getBoolean(5)),
                work.order(),
                PAGE);
    }

    private void serve(Work work, List<Item> page, long term) {
        var answers = new ArrayList<CompletableFuture<Decided>>();
        var postponed = new ArrayList<Item>();
        long skipped = 0;
        for (var item : page) {
            if (item.skipped() && !work.oneRecord()) {
                skipped++;
            } else if (work.action() == Action.RETRY && !item.refused()) {
                postponed.add(item);
            } else {
                answers.add(send(item, facts -> command(work, item, facts), term));
            }
        }
        long taken = answers.stream().filter(OrderedPages::isTaken).count() + hurry(postponed);
        strikeOff(work, page, taken, skipped);
    }

    private static GoldenRecordCommand command(Work work, Item item, Facts facts) {
        return switch (work.action()) {
            case RETRY -> new RetryDelivery(item.record(), item.copy(), facts, work.cause());
            case SKIP -> new SkipDelivery(item.record(), item.copy(), facts, work.cause());
            case RESEND -> new ResendDelivery(item.record(), item.copy(), work.found(), facts, work.cause());
        };
    }

    private CompletableFuture<Decided> send(Item item, Function<Facts, GoldenRecordCommand> command, long term) {
        var answer = new CompletableFuture<Decided>();
        lane.add(new RecordLane.Begun(new Task.Decide(item.record(), command, answer), term));
        return answer;
    }

    private static boolean isTaken(CompletableFuture<Decided> answer) {
        try {
            answer.join();
            return true;
        } catch (CompletionException e) {
            if (e.getCause() instanceof GoldenRecordRejected) {
                return false; // nothing to do of it, or not any more
            }
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** What waits for its next attempt is tried now; what a worker has in hand is left to it. */
    private long hurry(List<Item> postponed) {
        var rows = new SetWriter(database).rows("uuid", "text", "int");
        var systems = new HashSet<SystemId>();
        for (var item : postponed) {
            rows.add(
                    item.record().value(),
                    item.copy().system().value(),
                    item.copy().number());
            systems.add(item.copy().system());
        }
        long hurried = rows.run("update hub_read.crosswalk t set next_attempt_at = null from rows"
                + " where t.record_id = a and t.system = b and t.number = c"
                + " and t.wanted > t.held and t.refused is null and t.next_attempt_at is not null"
                + " and t.lease_owner is null");
        if (hurried > 0) {
            wake.accept(systems);
        }
        return hurried;
    }

    private void strikeOff(Work work, List<Item> page, long taken, long skipped) {
        transaction.executeWithoutResult(status -> {
            int counted = database.update(
                    "update hub_ops.delivery_order set taken = taken + ?, skipped = skipped + ?,"
                            + " not_affected = not_affected + ? where order_id = ? and node = ?",
                    taken,
                    skipped,
                    page.size() - taken - skipped,
                    work.order(),
                    membership.node());
            if (counted == 0) {
                throw new TransientFault("Order " + work.order() + " was handed to another node", null);
            }
            var rows = new SetWriter(database).rows("uuid", "uuid", "text", "int");
            page.forEach(item -> rows.add(
                    work.order(),
                    item.record().value(),
                    item.copy().system().value(),
                    item.copy().number()));
            rows.run("delete from hub_ops.delivery_order_item t using rows"
                    + " where t.order_id = a and t.record_id = b and t.system = c and t.number = d");
        });
    }
}
