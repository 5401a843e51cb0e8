package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The words of each golden record, by field, for those who search by beginnings of words. A row is made from its
 * record's row alone and says of which change of it, so it can be made again at any time, and by any node. Sensitive
 * fields have no words here.
 */
final class WordIndex {

    /** Records taken up at once. */
    static final int CHUNK = 500;

    /** Records looked at in one step of a walk. */
    private static final int STRIDE = 2_000;

    private final JdbcTemplate database;
    private final Supplier<Definitions> definitions;

    WordIndex(JdbcTemplate database, Supplier<Definitions> definitions) {
        this.database = database;
        this.definitions = definitions;
    }

    /** How a word of a field is written in the index. */
    static String lexeme(String field, String word) {
        return field + ':' + word;
    }

    private record Row(UUID id, String entity, Map<String, Value> fields, Instant changedAt) {}

    /** Makes the rows of these records anew, if the records have changed since theirs were made. */
    void takeUp(Collection<UUID> ids) {
        var changed = database.query(
                """
                select g.record_id, g.entity, g.fields::text as fields, g.changed_at
                from hub_read.golden_record g left join hub_read.words w using (record_id)
                where g.record_id = any(?) and w.changed_at is distinct from g.changed_at\
                """,
                (row, number) -> {
                    var columns = new Columns(row);
                    return new Row(
                            columns.uuid("record_id"),
                            columns.text("entity"),
                            columns.values("fields"),
                            columns.instant("changed_at"));
                },
                (Object) ids.toArray(UUID[]::new));
        var rows = new SetWriter(database).rows("uuid", "text", "text", "timestamptz");
        changed.forEach(row -> rows.add(row.id(), row.entity(), SetWriter.arrayText(lexemes(row)), row.changedAt()));
        rows.run("insert into hub_read.words as w (record_id, entity, words, changed_at)"
                + " select a, b, array_to_tsvector(c::text[]), d from rows order by a"
                + " on conflict (record_id) do update set entity = excluded.entity, words = excluded.words,"
                + " changed_at = excluded.changed_at");
    }

    private Collection<String> lexemes(Row row) {
        var entity = definitions.get().entity(new EntityName(row.entity())).orElse(null);
        var lexemes = new LinkedHashSet<String>();
        row.fields().forEach((name, value) -> {
            var field = entity == null ? null : entity.fields().get(name);
            if (field != null && !field.holdsSensitive()) {
                SearchWords.of(value).forEach(word -> lexemes.add(lexeme(name, word)));
            }
        });
        return lexemes;
    }

    /** Begins before every record. */
    static final UUID BEGIN = new UUID(0, 0);

    /** Takes up what lacks of the next records after this one; answers the last of them, null if there is none. */
    @Nullable
    UUID walk(UUID after) {
        record Seen(UUID id, boolean differs) {}
        var seen = database.query(
                """
                select g.record_id, w.changed_at is distinct from g.changed_at as differs
                from hub_read.golden_record g left join hub_read.words w using (record_id)
                where g.record_id > ? order by g.record_id limit ?\
                """,
                (row, number) -> new Seen(new Columns(row).uuid("record_id"), row.getBoolean("differs")),
                after,
                STRIDE);
        List<UUID> lacking = new ArrayList<>(
                seen.stream().filter(Seen::differs).map(Seen::id).toList());
        for (int from = 0; from < lacking.size(); from += CHUNK) {
            takeUp(lacking.subList(from, Math.min(from + CHUNK, lacking.size())));
        }
        return seen.isEmpty() ? null : seen.getLast().id();
    }
}
