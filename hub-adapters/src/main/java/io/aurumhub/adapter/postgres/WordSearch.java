package io.aurumhub.adapter.postgres;

import io.aurumhub.adapter.postgres.RecordQueries.RecordSummary;
import io.aurumhub.adapter.postgres.RecordQueries.Sought;
import io.aurumhub.core.shared.EntityName;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds records by the beginnings of the words in their fields, in the order of their ids: by the index of the words
 * where few match, else by walking the records, as {@link FieldSearch} does and for the same reasons.
 */
final class WordSearch {

    private static final int MOST_TO_SORT = 5_000;

    private static final String FEW = """
        with found as materialized (
            select record_id from hub_read.words
            where words @@ (select cast(:sought as tsquery)) and (entity = (select :entity)) is true
            limit (select :most) + 1)
        select g.record_id, g.entity, g.revision, g.deleted, g.fields::text as fields, g.changed_at,
               (select count(*) from found) > :most as many
        from found join hub_read.golden_record g using (record_id)
        where not g.deleted and (g.fields @> (select :equal::jsonb)) is true and g.record_id > (select :after::uuid)
        order by g.record_id limit (select :rows)\
        """;

    /** "is true" keeps PostgreSQL from gathering all that match before the first is answered. */
    private static final String WALK = """
        select g.record_id, g.entity, g.revision, g.deleted, g.fields::text as fields, g.changed_at
        from hub_read.golden_record g join hub_read.words w using (record_id)
        where g.entity = :entity and not g.deleted and (w.words @@ cast(:sought as tsquery)) is true
          and (g.fields @> cast(:equal as jsonb)) is true and g.record_id > :after
        order by g.record_id limit :rows\
        """;

    private final JdbcClient client;
    private final int mostToSort;

    WordSearch(JdbcClient client) {
        this(client, MOST_TO_SORT);
    }

    WordSearch(JdbcClient client, int mostToSort) {
        this.client = client;
        this.mostToSort = mostToSort;
    }

    private record Found(RecordSummary record, boolean ofMany) {}

    /** At most so many records after the given one. */
    List<RecordSummary> find(EntityName entity, Sought sought, @Nullable UUID after, int rows) {
        var words = query(sought);
        if (words.isEmpty()) {
            return List.of();
        }
        var begin = after == null ? new UUID(0, 0) : after;
        var few = few(entity, words, sought, begin, rows);
        return few.stream().anyMatch(Found::ofMany) || (few.isEmpty() && isHeldByMany(entity, words))
                ? walk(entity, words, sought, begin, rows)
                : few.stream().map(Found::record).toList();
    }

    /** The few that were looked at were all others. */
    private boolean isHeldByMany(EntityName entity, String words) {
        return client.sql("""
            select count(*) > :most from (select from hub_read.words
                where words @@ (select cast(:sought as tsquery)) and (entity = (select :entity)) is true
                limit (select :most) + 1) found\
            """)
                .param("sought", words)
                .param("entity", entity.value())
                .param("most", mostToSort)
                .query(Boolean.class)
                .single();
    }

    private List<Found> few(EntityName entity, String words, Sought sought, UUID begin, int rows) {
        return client.sql(FEW)
                .param("sought", words)
                .param("entity", entity.value())
                .param("equal", HubJson.write(sought.equal()))
                .param("after", begin)
                .param("rows", rows)
                .param("most", mostToSort)
                .query((row, number) -> new Found(FieldSearch.summary(row), row.getBoolean("many")))
                .list();
    }

    private List<RecordSummary> walk(EntityName entity, String words, Sought sought, UUID begin, int rows) {
        return client.sql(WALK)
                .param("sought", words)
                .param("entity", entity.value())
                .param("equal", HubJson.write(sought.equal()))
                .param("after", begin)
                .param("rows", rows)
                .query((row, number) -> FieldSearch.summary(row))
                .list();
    }

    /** Each word must begin a word of one of the fields. */
    private static String query(Sought sought) {
        return SearchWords.sought(sought.text()).stream()
                .map(forms -> forms.stream()
                        .flatMap(form -> sought.in().stream().map(field -> WordIndex.anyWord(field, form)))
                        .collect(Collectors.joining(" | ", "(", ")")))
                .filter(alternatives -> !alternatives.equals("()"))
                .collect(Collectors.joining(" & "));
    }
}
