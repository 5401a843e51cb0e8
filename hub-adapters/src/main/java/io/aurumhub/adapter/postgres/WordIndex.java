package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The words of each golden record, by field, for those who search by beginnings of words. A row is made from its
 * record's row alone and says of which change of it and for which fields, so it can be made again at any time, and by
 * any node. Sensitive fields have no words here.
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

    /** What a row of words was made of, beside the record. */
    private static final String DIFFERS =
            "(w.changed_at is distinct from g.changed_at or w.made_for is distinct from d.made_for)";

    /** The entities of today, each with what its words are made for. */
    private static final String DEFINED =
            "left join unnest(?::text[], ?::uuid[]) d (entity, made_for) on d.entity = g.entity";

    /** What the present definitions make words for. */
    private record MadeFor(Map<String, UUID> byEntity) {

        static MadeFor of(Definitions definitions) {
            var byEntity = new HashMap<String, UUID>();
            definitions.entities().values().forEach(entity -> {
                var fields = entity.fields().values().stream()
                        .filter(field -> !field.holdsSensitive())
                        .map(FieldDefinition::name)
                        .sorted()
                        .collect(Collectors.joining("\n", SearchWords.FORM + "\n", ""));
                byEntity.put(entity.name().value(), UUID.nameUUIDFromBytes(fields.getBytes(StandardCharsets.UTF_8)));
            });
            return new MadeFor(byEntity);
        }

        String[] entities() {
            return byEntity.keySet().toArray(String[]::new);
        }

        UUID[] ids() {
            return byEntity.values().toArray(UUID[]::new);
        }
    }

    /** Makes the rows of these records anew, if the records or the definitions have changed since theirs were made. */
    void takeUp(Collection<UUID> ids) {
        var now = definitions.get();
        var madeFor = MadeFor.of(now);
        var changed = database.query(
                """
                select g.record_id, g.entity, g.fields::text as fields, g.changed_at
                from hub_read.golden_record g left join hub_read.words w using (record_id) %s
                where g.record_id = any(?) and %s\
                """.formatted(DEFINED, DIFFERS),
                (row, number) -> {
                    var columns = new Columns(row);
                    return new Row(
                            columns.uuid("record_id"),
                            columns.text("entity"),
                            columns.values("fields"),
                            columns.instant("changed_at"));
                },
                madeFor.entities(),
                madeFor.ids(),
                ids.toArray(UUID[]::new));
        var rows = new SetWriter(database).rows("uuid", "text", "text", "timestamptz", "uuid");
        changed.forEach(row -> rows.add(
                row.id(),
                row.entity(),
                SetWriter.arrayText(lexemes(row, now)),
                row.changedAt(),
                madeFor.byEntity().get(row.entity())));
        rows.run("insert into hub_read.words as w (record_id, entity, words, changed_at, made_for)"
                + " select a, b, array_to_tsvector(c::text[]), d, e from rows order by a"
                + " on conflict (record_id) do update set entity = excluded.entity, words = excluded.words,"
                + " changed_at = excluded.changed_at, made_for = excluded.made_for");
    }

    private static Collection<String> lexemes(Row row, Definitions definitions) {
        var entity = definitions.entity(new EntityName(row.entity())).orElse(null);
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

    /** Removes the rows with words of fields that became sensitive; they are made anew by a walk. */
    private void forgetSensitive() {
        for (var entity : definitions.get().entities().values()) {
            var sensitive = entity.fields().values().stream()
                    .filter(FieldDefinition::holdsSensitive)
                    .map(field -> anyWord(field.name(), ""))
                    .collect(Collectors.joining(" | "));
            if (!sensitive.isEmpty()) {
                database.update(
                        "delete from hub_read.words where words @@ cast(? as tsquery) and (entity = ?) is true",
                        sensitive,
                        entity.name().value());
            }
        }
    }

    /** As part of a query: any word of a field that begins so. */
    static String anyWord(String field, String begin) {
        return "'" + lexeme(field, begin).replace("\\", "\\\\").replace("'", "''") + "':*";
    }

    /**
     * Takes up what lacks of the next records after this one; answers the last of them, null if there is none. A walk
     * that begins first removes what is not to be there.
     */
    @Nullable
    UUID walk(UUID after) {
        record Seen(UUID id, boolean differs) {}
        if (after.equals(BEGIN)) {
            forgetSensitive();
        }
        var madeFor = MadeFor.of(definitions.get());
        var seen = database.query(
                """
                select g.record_id, %s as differs
                from hub_read.golden_record g left join hub_read.words w using (record_id) %s
                where g.record_id > ? order by g.record_id limit ?\
                """.formatted(DIFFERS, DEFINED),
                (row, number) -> new Seen(new Columns(row).uuid("record_id"), row.getBoolean("differs")),
                madeFor.entities(),
                madeFor.ids(),
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
