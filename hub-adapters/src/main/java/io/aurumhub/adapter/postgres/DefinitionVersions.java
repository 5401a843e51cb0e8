package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.DefinitionOutline;
import io.aurumhub.core.definition.DefinitionOutline.Step;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.shared.Value;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keeps every version of the definitions that the hub was started with. */
public final class DefinitionVersions {

    private static final DefinitionOutline NOTHING = new DefinitionOutline(new TreeMap<>());

    private final JdbcClient client;

    DefinitionVersions(JdbcClient client) {
        this.client = client;
    }

    /**
     * One version.
     *
     * @param version the SHA-256 of its text; events name it
     * @param changes by path, what it was and is, compared with the version before; for the first one, everything
     * @param appliedAt when all records that were there had been brought to it; null: that is still going on
     */
    public record VersionView(
            long number,
            String version,
            Instant loadedAt,
            @Nullable Instant appliedAt,
            Map<String, Value> changes) {}

    /**
     * What the version of this start means.
     *
     * @param changes what changed since the last start
     * @param toApply what changed since the version to which all records were brought; empty: nothing is to be done
     * @param since when this version was loaded first
     */
    record Loaded(SortedMap<String, Step> changes, SortedMap<String, Step> toApply, Instant since) {}

    /** Keeps the version, if it is not the one of the last start. */
    Loaded loaded(Definitions definitions, Instant now) {
        var outline = DefinitionOutline.of(definitions);
        var last = last("true");
        var applied = last("applied_at is not null");
        var changes = outline.since(last.map(Last::outline).orElse(NOTHING));
        boolean known = last.isPresent() && last.get().version().equals(definitions.version());
        if (!known) {
            keep(definitions, outline, changes, now);
        }
        var toApply = applied.map(Last::outline).map(outline::since).orElseGet(TreeMap::new);
        if (toApply.isEmpty()) {
            applied(now);
        }
        return new Loaded(
                last.isEmpty() ? new TreeMap<>() : changes,
                toApply,
                known ? last.get().loadedAt() : now);
    }

    /**
     * Keeps the version that an answer to an unmapped value made. What was known means the same by it, so if all
     * records had been brought to the version before, they need not be brought to this one.
     */
    void answered(Definitions definitions, Instant now) {
        boolean applied = client.sql("select number from hub_ops.definition_version where applied_at is null limit 1")
                .query(Long.class)
                .optional()
                .isEmpty();
        var outline = DefinitionOutline.of(definitions);
        keep(definitions, outline, outline.since(last("true").map(Last::outline).orElse(NOTHING)), now);
        if (applied) {
            applied(now);
        }
    }

    /** All records were brought to the version of the last start. */
    void applied(Instant now) {
        client.sql("update hub_ops.definition_version set applied_at = :now where applied_at is null")
                .param("now", Timestamp.from(now))
                .update();
    }

    private record Last(String version, Instant loadedAt, DefinitionOutline outline) {}

    private Optional<Last> last(String condition) {
        return client.sql("select version, loaded_at, outline::text as outline from hub_ops.definition_version where "
                        + condition + " order by number desc limit 1")
                .query((row, index) -> {
                    var columns = new Columns(row);
                    return new Last(
                            columns.text("version"), columns.instant("loaded_at"), outline(columns.values("outline")));
                })
                .optional();
    }

    private void keep(
            Definitions definitions, DefinitionOutline outline, SortedMap<String, Step> changes, Instant now) {
        client.sql("""
            insert into hub_ops.definition_version (version, loaded_at, outline, changes)
            values (:version, :now, :outline::jsonb, :changes::jsonb)\
            """)
                .param("version", definitions.version())
                .param("now", Timestamp.from(now))
                .param("outline", HubJson.write(outline.lines()))
                .param("changes", HubJson.write(words(changes)))
                .update();
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
        var rows = client.sql("select number, version, loaded_at, applied_at, changes::text as changes"
                        + " from hub_ops.definition_version" + conditions.where() + " order by number desc limit :rows")
                .params(conditions.parameters())
                .param("rows", wanted.rows())
                .query((row, index) -> {
                    var columns = new Columns(row);
                    return new VersionView(
                            columns.number("number"),
                            columns.text("version"),
                            columns.instant("loaded_at"),
                            columns.instantIfAny("applied_at"),
                            columns.values("changes"));
                })
                .list();
        return wanted.slice(rows, row -> List.of(row.number()));
    }
}
