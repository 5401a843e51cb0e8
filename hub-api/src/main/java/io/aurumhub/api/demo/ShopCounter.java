package io.aurumhub.api.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the shop does when somebody writes: required and unique fields, preconditions, idempotency keys. */
final class ShopCounter {

    private final ShopStore store;
    private final ShopWebhooks webhooks;
    private final LongAdder writes = new LongAdder();

    ShopCounter(ShopStore store, ShopWebhooks webhooks) {
        this.store = store;
        this.webhooks = webhooks;
    }

    /** A row after a write; {@code event} is null where nothing changed. */
    private record Outcome(ShopRow row, @Nullable String event) {}

    /** Rows that were really changed since start. */
    long writes() {
        return writes.sum();
    }

    ShopRow create(ShopKind kind, ObjectNode input, @Nullable String key) throws SQLException {
        return written(kind, connection -> {
            if (key != null) {
                Optional<ShopRow> first = ShopStore.answerTo(connection, kind, key);
                if (first.isPresent()) {
                    return new Outcome(first.get(), null);
                }
            }
            String id = ShopStore.nextId(connection, kind);
            ObjectNode blank = kind.shape().blank();
            ObjectNode body = kind.shape().merge(blank, input, "");
            fillIn(kind, body, id);
            check(connection, kind, null, blank, body);
            ShopRow row = new ShopRow(id, 1, ShopStore.nextStamp(connection, kind), false, body);
            ShopStore.insert(connection, kind, row);
            if (key != null) {
                ShopStore.remember(connection, kind, key, row);
            }
            return new Outcome(row, "created");
        });
    }

    /** A merge patch. One that changes nothing keeps the version and the stamp, and sends no webhook. */
    ShopRow patch(ShopKind kind, String id, ObjectNode patch, @Nullable String ifMatch) throws SQLException {
        return written(kind, connection -> {
            ShopRow row = expected(connection, kind, id, ifMatch);
            ObjectNode body = kind.shape().merge(row.body(), patch, "");
            if (body.equals(row.body())) {
                return new Outcome(row, null);
            }
            check(connection, kind, id, row.body(), body);
            ShopRow edited = row.edited(body, ShopStore.nextStamp(connection, kind));
            ShopStore.update(connection, kind, edited);
            return new Outcome(edited, "updated");
        });
    }

    void delete(ShopKind kind, String id, @Nullable String ifMatch) throws SQLException {
        written(kind, connection -> {
            ShopRow row = expected(connection, kind, id, ifMatch);
            ShopRow removed = row.removed(ShopStore.nextStamp(connection, kind));
            ShopStore.update(connection, kind, removed);
            return new Outcome(removed, "deleted");
        });
    }

    private ShopRow written(ShopKind kind, ShopStore.Work<Outcome> work) throws SQLException {
        return store.write(work, outcome -> {
                    if (outcome.event() != null) {
                        writes.increment();
                        webhooks.announce(kind.word() + "." + outcome.event(), outcome.row());
                    }
                })
                .row();
    }

    private static ShopRow expected(Connection connection, ShopKind kind, String id, @Nullable String ifMatch)
            throws SQLException {
        ShopRow row = ShopStore.find(connection, kind, id)
                .filter(found -> !found.deleted())
                .orElseThrow(() -> ShopProblem.notFound(kind.word() + " " + id));
        if (ifMatch != null && !matches(ifMatch, row.etag())) {
            throw new ShopProblem(412, "%s %s is now at %s, not at %s".formatted(kind.word(), id, row.etag(), ifMatch));
        }
        return row;
    }

    /** Strong comparison: a weak tag never matches. */
    private static boolean matches(String ifMatch, String etag) {
        for (String tag : ifMatch.split(",", -1)) {
            if (tag.strip().equals("*") || tag.strip().equals(etag)) {
                return true;
            }
        }
        return false;
    }

    private static void fillIn(ShopKind kind, ObjectNode body, String id) {
        switch (kind) {
            case CUSTOMERS -> putIfNull(body, "loyalty_points", body.numberNode(0L));
            case ORDERS -> {
                putIfNull(body, "number", body.stringNode(id));
                OffsetDateTime now = OffsetDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS);
                putIfNull(body, "placed_at", body.stringNode(now.toString()));
            }
            case PRODUCTS -> {
                // a product has no defaults
            }
        }
    }

    private static void putIfNull(ObjectNode body, String field, JsonNode value) {
        if (body.path(field).isNull()) {
            body.set(field, value);
        }
    }

    private static void check(
            Connection connection, ShopKind kind, @Nullable String self, ObjectNode before, ObjectNode after)
            throws SQLException {
        for (String field : kind.required()) {
            if (after.path(field).isNull()) {
                throw ShopProblem.invalid(field, "must not be empty");
            }
        }
        for (String field : kind.unique()) {
            JsonNode value = after.path(field);
            if (!value.isNull() && !value.equals(before.path(field))) {
                Optional<String> holder = ShopStore.holder(connection, kind, field, value.stringValue(), self);
                if (holder.isPresent()) {
                    throw ShopProblem.taken(field, value.stringValue(), holder.get());
                }
            }
        }
        if (kind == ShopKind.ORDERS && !after.path("customer_id").equals(before.path("customer_id"))) {
            String customer = after.path("customer_id").stringValue();
            if (ShopStore.find(connection, ShopKind.CUSTOMERS, customer)
                    .filter(row -> !row.deleted())
                    .isEmpty()) {
                throw ShopProblem.invalid("customer_id", "there is no " + customer);
            }
        }
    }
}
