package io.aurumhub.adapter.jdbc;

import io.aurumhub.adapter.jdbc.Plan.Step;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Overtaken;
import io.aurumhub.core.connector.WriteOutcome.Refused;
import io.aurumhub.core.connector.WriteOutcome.Written;
import io.aurumhub.core.shared.Value;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a batch of writes within one transaction: hold the rows, decide, run statements of equal shape together,
 * read back. Whoever calls it commits, or rolls back if it throws.
 *
 * @param tangled they stand in each other's way, so they are run one by one in an order that works
 */
record Writes(Connection connection, Table table, Reads reads, Plan plan, boolean tangled) {

    private static final String LOCK_EXTERNAL_IDS = """
        SELECT pg_advisory_xact_lock(lock) FROM (
            SELECT DISTINCT hashtextextended(id, 0) AS lock FROM unnest(?) AS ids (id) ORDER BY 1) AS locks\
        """;

    static Writes in(Connection connection, Table table) {
        return new Writes(connection, table, new Reads(connection, table), new Plan(table), false);
    }

    /** For writes that are known to stand in each other's way. */
    static Writes tangled(Connection connection, Table table) {
        return new Writes(connection, table, new Reads(connection, table), new Plan(table), true);
    }

    /** One outcome per write, in order. */
    List<WriteOutcome> carryOut(List<Write> writes) throws SQLException {
        var outcomes = new ArrayList<WriteOutcome>(writes.size());
        for (var round : rounds(writes)) {
            outcomes.addAll(round(round));
        }
        return outcomes;
    }

    /** Cuts the batch where a record comes up again, since its second write builds on the first. */
    private List<List<Write>> rounds(List<Write> writes) {
        var rounds = new ArrayList<List<Write>>();
        var round = new ArrayList<Write>();
        var records = new HashSet<String>();
        for (var write : writes) {
            if (!records.add(recordOf(write))) {
                rounds.add(round);
                round = new ArrayList<>();
                records.clear();
                records.add(recordOf(write));
            }
            round.add(write);
        }
        rounds.add(round);
        return rounds;
    }

    private String recordOf(Write write) {
        return switch (write) {
            case Write.Create create -> {
                var column = table.roles().externalId();
                yield "new " + (column == null ? create.idempotencyKey() : plan.externalId(create, column));
            }
            case Write.Update update -> "row " + update.localId();
            case Write.Restore restore -> "row " + restore.localId();
            case Write.Delete delete -> "row " + delete.localId();
        };
    }

    private List<WriteOutcome> round(List<Write> writes) throws SQLException {
        var held = held(writes);
        var made = made(writes);
        var steps = new ArrayList<Step>();
        var rows = new ArrayList<@Nullable LocalRecord>();
        for (var write : writes) {
            var row = switch (write) {
                case Write.Create create -> made.get(recordOf(create));
                case Write.Update update -> held.get(update.localId());
                case Write.Restore restore -> held.get(restore.localId());
                case Write.Delete delete -> held.get(delete.localId());
            };
            steps.add(plan.step(write, row));
            rows.add(row);
        }
        var done = tangled ? new Untangling(this, steps, rows).run() : new Untangling.Result(runAll(steps), Map.of());
        var keys = done.keys();
        var now = reads.fetch(keys.values());
        var outcomes = new ArrayList<WriteOutcome>();
        for (int i = 0; i < steps.size(); i++) {
            var ended = done.ended().get(i);
            if (ended != null) {
                outcomes.add(ended);
                continue;
            }
            var present = now.get(keys.getOrDefault(i, ""));
            var kept = present == null ? null : kept(writes.get(i), present.deleted());
            outcomes.add(
                    kept == null || steps.get(i) instanceof Step.Settled
                            ? outcome(steps.get(i), present)
                            : new Refused(kept));
        }
        return outcomes;
    }

    /** A trigger or a policy of the database can keep a row, and its statement succeeds all the same. */
    private @Nullable String kept(Write write, boolean deleted) {
        return switch (write) {
            case Write.Delete _
            when !deleted ->
                "the database took the delete as if it had removed the row from table " + table.name()
                        + ", but the row is still there; a trigger or a rule keeps it";
            case Write.Restore _
            when deleted ->
                "the database took the update as if it had taken the mark of the delete off the row of table "
                        + table.name() + ", but the row is still marked; a trigger or a rule keeps it";
            default -> null;
        };
    }

    private static WriteOutcome outcome(Step step, @Nullable LocalRecord now) {
        return switch (step) {
            case Step.Settled(var outcome) -> outcome;
            case Step.Removal removal -> new Written(LocalRecord.tombstone(removal.localId(), null));
            case Step.Change change -> now == null ? new Overtaken(null) : new Written(now);
            case Step.Insert insert -> {
                if (now == null) {
                    throw new PermanentFault(
                            "a row that was just made cannot be read back: "
                                    + insert.fields().keySet(),
                            null);
                }
                yield new Written(now);
            }
        };
    }

    private Map<String, LocalRecord> held(List<Write> writes) throws SQLException {
        var ids = new ArrayList<String>();
        for (var write : writes) {
            switch (write) {
                case Write.Create create -> {}
                case Write.Update update -> ids.add(update.localId());
                case Write.Restore restore -> ids.add(restore.localId());
                case Write.Delete delete -> ids.add(delete.localId());
            }
        }
        return reads.lock(ids);
    }

    /** The rows that earlier attempts at these creates have made; no other attempt can run at the same time. */
    private Map<String, LocalRecord> made(List<Write> writes) throws SQLException {
        var column = table.roles().externalId();
        if (column == null) {
            return Map.of();
        }
        var ids = new LinkedHashMap<String, Value>();
        for (var write : writes) {
            if (write instanceof Write.Create create && Stored.fits(column, plan.externalId(create, column))) {
                ids.put(recordOf(create), plan.externalId(create, column));
            }
        }
        if (ids.isEmpty()) {
            return Map.of();
        }
        if (table.dialect() == Dialect.POSTGRESQL) {
            lock(ids);
        }
        var made = new HashMap<String, LocalRecord>();
        for (var row :
                reads.in(column, List.copyOf(ids.values()), table.dialect().lock())) {
            made.merge("new " + Table.of(row.fields(), column), row, (one, other) -> one.deleted() ? other : one);
        }
        return made;
    }

    private void lock(Map<String, Value> ids) throws SQLException {
        var texts = ids.keySet().stream().map(id -> table.quoted() + ' ' + id).toArray();
        try (var statement = connection.prepareStatement(LOCK_EXTERNAL_IDS)) {
            statement.setArray(1, connection.createArrayOf("text", texts));
            statement.execute();
        }
    }

    /** Runs all statements; those go first that can be in the way of others. */
    private Map<Integer, String> runAll(List<Step> steps) throws SQLException {
        var keys = new TreeMap<Integer, String>();
        var places = new ArrayList<Integer>();
        for (var kind : List.of(Step.Removal.class, Step.Change.class, Step.Insert.class)) {
            for (int i = 0; i < steps.size(); i++) {
                if (kind.isInstance(steps.get(i))) {
                    places.add(i);
                }
            }
        }
        run(steps, places, keys);
        return keys;
    }

    /** Runs the steps at these places, those of equal shape together; adds the local ids to read back, by place. */
    void run(List<Step> steps, List<Integer> places, Map<Integer, String> keys) throws SQLException {
        var shapes = new LinkedHashMap<String, List<Integer>>();
        for (int i : places) {
            var sql = sql(steps.get(i));
            if (sql != null) {
                shapes.computeIfAbsent(sql.text(), any -> new ArrayList<>()).add(i);
            }
            switch (steps.get(i)) {
                case Step.Change change -> keys.put(i, change.localId());
                case Step.Removal removal -> keys.put(i, removal.localId());
                case Step.Insert _, Step.Settled _ -> {}
            }
        }
        for (var shape : shapes.values()) {
            if (steps.get(shape.getFirst()) instanceof Step.Insert) {
                insert(steps, shape, keys);
            } else {
                change(steps, shape);
            }
        }
    }

    static @Nullable Sql sql(Step step) {
        return switch (step) {
            case Step.Settled settled -> null;
            case Step.Insert insert -> insert.sql();
            case Step.Change change -> change.sql();
            case Step.Removal removal -> removal.sql();
        };
    }

    private void change(List<Step> steps, List<Integer> shape) throws SQLException {
        var first = Objects.requireNonNull(sql(steps.get(shape.getFirst())));
        try (var statement = connection.prepareStatement(first.text())) {
            for (int i : shape) {
                Objects.requireNonNull(sql(steps.get(i))).bind(table.dialect(), statement);
                statement.addBatch();
            }
            for (int count : statement.executeBatch()) {
                if (count > 1) {
                    throw new PermanentFault(
                            "column %s of table %s is no key: one value stands in %d rows"
                                    .formatted(table.key().name(), table.name(), count),
                            null);
                }
            }
        }
    }

    private void insert(List<Step> steps, List<Integer> shape, Map<Integer, String> keys) throws SQLException {
        var text = Objects.requireNonNull(sql(steps.get(shape.getFirst()))).text();
        boolean returning = table.dialect() == Dialect.SQLITE;
        try (var statement = returning
                ? connection.prepareStatement(text + " RETURNING " + table.key().quoted())
                : connection.prepareStatement(text, new String[] {table.key().name()})) {
            if (table.dialect() == Dialect.POSTGRESQL) {
                insertTogether(statement, steps, shape, keys);
                return;
            }
            for (int i : shape) {
                var insert = (Step.Insert) steps.get(i);
                insert.sql().bind(table.dialect(), statement);
                statement.execute();
                try (var rows = returning ? statement.getResultSet() : statement.getGeneratedKeys()) {
                    keys.put(i, rows != null && rows.next() ? key(rows) : givenKey(insert));
                }
            }
        }
    }

    private void insertTogether(
            PreparedStatement statement, List<Step> steps, List<Integer> shape, Map<Integer, String> keys)
            throws SQLException {
        for (int i : shape) {
            ((Step.Insert) steps.get(i)).sql().bind(table.dialect(), statement);
            statement.addBatch();
        }
        statement.executeBatch();
        try (var rows = statement.getGeneratedKeys()) {
            for (int i : shape) {
                if (!rows.next()) {
                    throw new PermanentFault("table " + table.name() + " did not name the key of a new row", null);
                }
                keys.put(i, key(rows));
            }
        }
    }

    private String key(java.sql.ResultSet rows) throws SQLException {
        return Shown.of(table.dialect(), table.key(), rows, 1).toString();
    }

    /** For drivers that only tell keys which the database made. */
    private String givenKey(Step.Insert insert) {
        return insert.fields().getOrDefault(table.key().name(), Value.nothing()).toString();
    }
}
