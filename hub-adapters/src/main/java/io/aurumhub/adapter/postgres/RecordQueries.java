package io.aurumhub.adapter.postgres;

import io.aurumhub.core.record.Pin;
import io.aurumhub.core.record.Skip;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Golden records as the tables hold them now. */
public final class RecordQueries {

    private static final String SUMMARY =
            "select record_id, entity, revision, deleted, fields::text as fields, changed_at from"
                    + " hub_read.golden_record";

    /** In one query, so that the copies are those of the same moment. */
    private static final String RECORD = """
        select g.record_id, g.entity, g.revision, g.deleted, g.fields::text as fields,
               g.provenance::text as provenance, g.pins::text as pins, g.changed_at,
               c.system, c.number, c.local_id, c.local::text as local, c.sent::text as sent, c.version,
               case when g.deleted and c.state = 'linked' and c.wanted <= c.held and c.refused is null
                    then 'orphan' else c.state end as state,
               c.source_time, c.written_at, c.held, c.wanted, to_json(c.open)::text as open, c.refused,
               c.skipped::text as skipped
        from hub_read.golden_record g left join hub_read.crosswalk c using (record_id)
        where g.record_id = :id order by c.system, c.number\
        """;

    private final JdbcClient client;
    private final FieldSearch search;
    private final WordSearch wordSearch;

    RecordQueries(JdbcClient client) {
        this.client = client;
        this.search = new FieldSearch(client);
        this.wordSearch = new WordSearch(client);
    }

    /** One record with everything that is known of it, as it is at one moment. */
    public Optional<RecordView> record(GoldenRecordId id) {
        return client.sql(RECORD).param("id", id.value()).query(RecordQueries::view);
    }

    /** What a system holds of some records, the latest first: samples for trying a map. */
    public List<Sample> samples(SystemId system, EntityName entity, int most) {
        return client.sql("""
            select local_id, local::text as local from hub_read.crosswalk
            where system = :system and entity = :entity and state = 'linked' order by record_id desc limit :most\
            """)
                .param("system", system.value())
                .param("entity", entity.value())
                .param("most", most)
                .query((row, number) -> new Sample(row.getString(1), new Columns(row).values("local")))
                .list();
    }

    /** A local record as the hub knows it. */
    public record Sample(String localId, Map<String, Value> fields) {}

    /** The record that a system's own key belongs to. */
    public Optional<GoldenRecordId> linked(SystemId system, EntityName entity, String localId) {
        return client.sql("""
            select record_id from hub_read.crosswalk
            where system = :system and entity = :entity and local_id = :localId\
            """)
                .param("system", system.value())
                .param("entity", entity.value())
                .param("localId", localId)
                .query((row, number) -> new GoldenRecordId(new Columns(row).uuid("record_id")))
                .optional();
    }

    /**
     * Records of an entity whose fields equal all the given ones, oldest first; deleted ones are left out.
     *
     * @param equal by golden field name, in the field's own type; may be empty
     */
    public Slice<RecordSummary> search(EntityName entity, Map<String, Value> equal, Slice.Wanted wanted) {
        var rows = search.find(entity, equal, after(wanted), wanted.rows());
        return wanted.slice(rows, row -> List.of(row.id()));
    }

    /**
     * What is searched for.
     *
     * @param equal by golden field name, the values that fields must have, in the field's own type; may be empty
     * @param text words of which each must begin a word in one of the fields; blank: none
     * @param in the golden fields in which they are looked for
     */
    public record Sought(Map<String, Value> equal, String text, Set<String> in) {
        public Sought {
            equal = Map.copyOf(equal);
            in = Set.copyOf(in);
        }
    }

    /** Whether there is a word in a text that could be looked for. */
    public static boolean hasWords(String text) {
        return !SearchWords.sought(text).isEmpty();
    }

    /** Records of an entity that hold what is sought, oldest first; deleted ones are left out. */
    public Slice<RecordSummary> search(EntityName entity, Sought sought, Slice.Wanted wanted) {
        if (sought.text().isBlank()) {
            return search(entity, sought.equal(), wanted);
        }
        var rows = wordSearch.find(entity, sought, after(wanted), wanted.rows());
        return wanted.slice(rows, row -> List.of(row.id()));
    }

    private static @Nullable UUID after(Slice.Wanted wanted) {
        var after = new AtomicReference<@Nullable UUID>();
        new Conditions().after(wanted, 1, at -> after.set(UUID.fromString(at.getFirst())));
        return after.get();
    }

    /** The named records; those that do not exist are missing from the answer. */
    public Map<UUID, RecordSummary> summaries(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return client
                .sql(SUMMARY + " where record_id in (:ids)")
                .param("ids", ids)
                .query((row, number) -> FieldSearch.summary(row))
                .list()
                .stream()
                .collect(Collectors.toMap(RecordSummary::id, row -> row));
    }

    /** One row per copy, each with the record beside it; copies may be none. */
    private static Optional<RecordView> view(ResultSet rows) throws SQLException {
        if (!rows.next()) {
            return Optional.empty();
        }
        var columns = new Columns(rows);
        var origins = new LinkedHashMap<String, Origin>();
        ProvenanceColumn.read(columns.text("provenance"))
                .forEach((field, origin) -> origins.put(field, new Origin(origin.r(), origin.s(), origin.t())));
        var id = columns.uuid("record_id");
        var entity = columns.text("entity");
        var revision = columns.number("revision");
        var deleted = rows.getBoolean("deleted");
        var changedAt = columns.instant("changed_at");
        var fields = columns.values("fields");
        var pins = HubJson.MAPPER.readValue(columns.text("pins"), RecordStates.PINS);
        return Optional.of(
                new RecordView(id, entity, revision, deleted, changedAt, fields, origins, pins, copies(columns)));
    }

    private static List<CopyView> copies(Columns columns) throws SQLException {
        var copies = new ArrayList<CopyView>();
        do {
            if (columns.textIfAny("system") != null) {
                copies.add(copy(columns));
            }
        } while (columns.row().next());
        return copies;
    }

    private static CopyView copy(Columns columns) throws SQLException {
        return new CopyView(
                columns.text("system"),
                columns.row().getInt("number"),
                columns.textIfAny("local_id"),
                columns.text("state"),
                columns.values("local"),
                columns.values("sent"),
                columns.textIfAny("version"),
                columns.instantIfAny("source_time"),
                columns.instantIfAny("written_at"),
                columns.number("held"),
                columns.number("wanted"),
                columns.texts("open"),
                columns.textIfAny("refused"),
                RecordStates.skip(columns.textIfAny("skipped")));
    }

    /** A golden record in a list. */
    public record RecordSummary(
            UUID id, String entity, long revision, boolean deleted, Map<String, Value> fields, Instant changedAt) {
        public RecordSummary {
            fields = Collections.unmodifiableMap(fields);
        }
    }

    /** A golden record with the origin of each field and every system's copy. */
    public record RecordView(
            UUID id,
            String entity,
            long revision,
            boolean deleted,
            Instant changedAt,
            Map<String, Value> fields,
            Map<String, Origin> provenance,
            Map<String, Pin> pins,
            List<CopyView> copies) {
        public RecordView {
            pins = Collections.unmodifiableMap(pins);
            fields = Collections.unmodifiableMap(fields);
            provenance = Collections.unmodifiableMap(provenance);
            copies = List.copyOf(copies);
        }
    }

    /**
     * Where the value of one field came from.
     *
     * @param revision the revision that set it
     * @param system a system, or {@code steward}
     * @param at when the system says it changed, or when the hub heard of it
     */
    public record Origin(
            @Nullable Long revision,
            @Nullable String system,
            @Nullable String at) {}

    /**
     * What a system holds of a record.
     *
     * @param state pending, linked or gone; orphan: linked to a deleted record, and to stay
     * @param local the local values as last read or written
     * @param sent what was written where the system stored something else
     * @param held the golden revision it reflects
     * @param wanted the golden revision it should reflect
     * @param refused why the system refuses it, in its own words
     * @param skipped who let it be so, and why
     */
    public record CopyView(
            String system,
            int number,
            @Nullable String localId,
            String state,
            Map<String, Value> local,
            Map<String, Value> sent,
            @Nullable String version,
            @Nullable Instant sourceTime,
            @Nullable Instant writtenAt,
            long held,
            long wanted,
            List<String> open,
            @Nullable String refused,
            @Nullable Skip skipped) {
        public CopyView {
            open = List.copyOf(open);
            local = Collections.unmodifiableMap(local);
            sent = Collections.unmodifiableMap(sent);
        }

        public boolean due() {
            return wanted > held && refused == null;
        }
    }
}
