package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.DefinitionOutline;
import io.aurumhub.core.definition.DefinitionOutline.Step;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.shared.Value;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keeps every version of the definitions that the hub was started with. */
public final class DefinitionVersions {

    private final JdbcClient client;

    DefinitionVersions(JdbcClient client) {
        this.client = client;
    }

    /**
     * One version.
     *
     * @param version the SHA-256 of its text; events name it
     * @param changes by path, what it was and is, compared with the version before; for the first one, everything
     */
    public record VersionView(long number, String version, Instant loadedAt, Map<String, Value> changes) {}

    /** Keeps the version, if it is not the one of the last start; answers what changed since then. */
    SortedMap<String, Step> loaded(Definitions definitions, Instant now) {
        record Last(String version, DefinitionOutline outline) {}
        var last = client.sql("""
            select version, outline::text as outline from hub_ops.definition_version order by number desc limit 1\
            """)
                .query((row, index) -> new Last(row.getString(1), outline(new Columns(row).values("outline"))))
                .optional();
        if (last.isPresent() && last.get().version().equals(definitions.version())) {
            return new TreeMap<>();
        }
        var outline = DefinitionOutline.of(definitions);
        var before = last.map(Last::outline).orElse(new DefinitionOutline(new TreeMap<>()));
        var changes = outline.since(before);
        client.sql("""
            insert into hub_ops.definition_version (version, loaded_at, outline, changes)
            values (:version, :now, :outline::jsonb, :changes::jsonb)\
            """)
                .param("version", definitions.version())
                .param("now", Timestamp.from(now))
                .param("outline", HubJson.write(outline.lines()))
                .param("changes", HubJson.write(words(changes)))
                .update();
        return last.isPresent() ? changes : new TreeMap<>();
    }

    private static DefinitionOutline outline(Map<String, Value> stored) {
        var lines = new TreeMap<String, String>();
        stored.forEach((path, line) -> lines.put(path, line.toString()));
        return new DefinitionOutline(lines);
    }

    private static Map<String, String> words(Map<String, Step> changes) {
        var words = new TreeMap<String, String>();
        changes.forEach((path, step) -> words.put(path, step.toString()));
        return words;
    }

    /** All versions, newest first. */
    public Slice<VersionView> list(Slice.Wanted wanted) {
        var conditions = new Conditions();
        conditions.after(
                wanted, 1, position -> conditions.andIf("number < :last", "last", Long.valueOf(position.getFirst())));
        var rows = client.sql("select number, version, loaded_at, changes::text as changes"
                        + " from hub_ops.definition_version" + conditions.where() + " order by number desc limit :rows")
                .params(conditions.parameters())
                .param("rows", wanted.rows())
                .query((row, index) -> {
                    var columns = new Columns(row);
                    return new VersionView(
                            columns.number("number"),
                            columns.text("version"),
                            columns.instant("loaded_at"),
                            columns.values("changes"));
                })
                .list();
        return wanted.slice(rows, row -> List.of(row.number()));
    }
}
