package io.aurumhub.adapter.postgres;

import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.CopyId;
import io.aurumhub.core.record.GoldenField;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.record.GoldenRecord.Deletion;
import io.aurumhub.core.record.Pin;
import io.aurumhub.core.record.Resend;
import io.aurumhub.core.record.Skip;
import io.aurumhub.core.record.Standing;
import io.aurumhub.core.record.Turns;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.core.type.TypeReference;

/** Reads golden records, complete with their copies, from the tables: two queries for any number of records. */
final class RecordStates {

    static final TypeReference<LinkedHashMap<String, Pin>> PINS = new TypeReference<>() {};

    private static final TypeReference<LinkedHashMap<String, Turns>> TURNS = new TypeReference<>() {};

    private final JdbcTemplate database;
    private final String schema;

    RecordStates(JdbcTemplate database) {
        this(database, "hub_read");
    }

    RecordStates(JdbcTemplate database, String schema) {
        this.database = database;
        this.schema = schema;
    }

    /** The records with these ids; unknown ids are missing from the answer. */
    Map<GoldenRecordId, GoldenRecord> load(Collection<GoldenRecordId> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        var array = ids.stream().map(GoldenRecordId::value).distinct().toArray(UUID[]::new);
        // The copies last: if they move on in between, the revision tells that the state is a thing of the past.
        var golden = new ArrayList<Golden>(array.length);
        var times = new Times.Reader();
        database.query(
                "select * from " + schema + ".golden_record where record_id = any(?)",
                row -> {
                    golden.add(Golden.of(row, times));
                },
                (Object) array);
        var copies = new HashMap<GoldenRecordId, Map<CopyId, Copy>>();
        database.query(
                "select * from " + schema + ".crosswalk where record_id = any(?)",
                row -> {
                    var copy = copy(row);
                    copies.computeIfAbsent(recordId(row), id -> new TreeMap<>()).put(copy.id(), copy);
                },
                (Object) array);
        var records = new HashMap<GoldenRecordId, GoldenRecord>();
        for (var one : golden) {
            records.put(one.id, one.with(copies.getOrDefault(one.id, Map.of())));
        }
        return records;
    }

    /** At which revision these records are; unknown ids are missing from the answer. */
    Map<GoldenRecordId, Long> revisions(Collection<GoldenRecordId> ids) {
        var revisions = new HashMap<GoldenRecordId, Long>();
        if (!ids.isEmpty()) {
            database.query(
                    "select record_id, revision from " + schema + ".golden_record where record_id = any(?)",
                    row -> {
                        revisions.put(recordId(row), row.getLong("revision"));
                    },
                    (Object) ids.stream().map(GoldenRecordId::value).distinct().toArray(UUID[]::new));
        }
        return revisions;
    }

    private static GoldenRecordId recordId(ResultSet row) throws SQLException {
        return new GoldenRecordId(row.getObject("record_id", UUID.class));
    }

    /** A golden record without its copies. */
    private record Golden(
            GoldenRecordId id,
            EntityName entity,
            long revision,
            @Nullable Deletion deletion,
            Map<String, GoldenField> fields,
            Map<String, Pin> pins,
            Map<String, Turns> turns,
            Set<String> matchKeys) {

        static Golden of(ResultSet row, Times.Reader times) throws SQLException {
            var origins = ProvenanceColumn.read(row.getString("provenance"));
            var fields = new LinkedHashMap<String, GoldenField>();
            HubJson.values(row.getString("fields")).forEach((name, value) -> {
                var origin = origins.get(name);
                if (origin == null) {
                    throw new IllegalStateException(
                            "hub_read.golden_record: field " + name + " has no provenance; replay it");
                }
                fields.put(name, new GoldenField(value, origin.r(), origin.system(), times.read(origin.t())));
            });
            var deletion = origins.get(ProvenanceColumn.DELETION);
            return new Golden(
                    recordId(row),
                    new EntityName(row.getString("entity")),
                    row.getLong("revision"),
                    deletion == null ? null : new Deletion(deletion.system(), deletion.r(), times.read(deletion.t())),
                    fields,
                    few(row.getString("pins"), PINS),
                    few(row.getString("turns"), TURNS),
                    Set.copyOf(texts(row, "match_keys")));
        }

        /** Most records have none of these. */
        private static <T> Map<String, T> few(String json, TypeReference<LinkedHashMap<String, T>> type) {
            return json.equals("{}") ? Map.of() : HubJson.MAPPER.readValue(json, type);
        }

        GoldenRecord with(Map<CopyId, Copy> copies) {
            return new GoldenRecord(id, entity, revision, deletion, fields, copies, pins, turns, matchKeys);
        }
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return Arrays.asList((String[]) row.getArray(column).getArray());
    }

    static Copy copy(ResultSet row) throws SQLException {
        return new Copy(
                new CopyId(new SystemId(row.getString("system")), row.getInt("number")),
                Copy.State.valueOf(row.getString("state").toUpperCase(java.util.Locale.ROOT)),
                row.getString("local_id"),
                HubJson.values(row.getString("local")),
                HubJson.values(row.getString("sent")),
                row.getString("version"),
                instant(row, "source_time"),
                instant(row, "written_at"),
                row.getBoolean("made"),
                new Standing(
                        row.getLong("held"),
                        row.getLong("wanted"),
                        Set.copyOf(texts(row, "open")),
                        row.getString("refused"),
                        skip(row.getString("skipped")),
                        resend(row.getString("resend"))));
    }

    static @Nullable Skip skip(@Nullable String stored) {
        return stored == null ? null : HubJson.MAPPER.readValue(stored, Skip.class);
    }

    private static @Nullable Resend resend(@Nullable String stored) {
        return stored == null ? null : Resend.valueOf(stored.toUpperCase(java.util.Locale.ROOT));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }
}
