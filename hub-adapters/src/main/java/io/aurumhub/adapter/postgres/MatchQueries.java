package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Value;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What stewards are asked about local records whose match keys do not tell which golden record they are. */
public final class MatchQueries {

    /** Of more candidates, or local records in question, only so many are shown. */
    static final int MOST_SHOWN = KeyHolders.MOST_RIVALS;

    private final JdbcTemplate database;
    private final JdbcClient client;
    private final Supplier<Mappings> mappings;

    MatchQueries(JdbcTemplate database, Supplier<Mappings> mappings) {
        this.database = database;
        this.client = JdbcClient.create(database);
        this.mappings = mappings;
    }

    /** Which matches are wanted; what is null does not matter. */
    public record Filter(
            @Nullable Boolean open,
            @Nullable String system,
            @Nullable String entity) {}

    /**
     * A local record, and which golden records it could be.
     *
     * @param at since when a steward is asked
     * @param reasons why it cannot be told
     * @param fields what its system says of it, in golden terms; references are local ids
     * @param candidates the records that share a match key with it, as they are now; empty once it is settled
     * @param others more local records that share a match key with it, and of which is asked, too
     * @param state open; settled: a steward has said so, or it was told without; withdrawn: it was deleted, or its
     *     system said something else of it
     */
    public record MatchView(
            long number,
            Instant at,
            String system,
            String entity,
            String localId,
            List<String> reasons,
            Map<String, Value> fields,
            List<Candidate> candidates,
            List<Other> others,
            String state,
            @Nullable String decidedBy,
            @Nullable String decision,
            @Nullable Instant decidedAt) {
        public MatchView {
            reasons = List.copyOf(reasons);
            fields = Collections.unmodifiableMap(fields);
            candidates = List.copyOf(candidates);
            others = List.copyOf(others);
        }
    }

    /**
     * A golden record that it could be.
     *
     * @param differs the fields on which the two do not agree
     */
    public record Candidate(UUID record, Map<String, Value> fields, List<LinkedCopy> copies, List<Difference> differs) {
        public Candidate {
            fields = Collections.unmodifiableMap(fields);
            copies = List.copyOf(copies);
            differs = List.copyOf(differs);
        }
    }

    /** Where a candidate is, or is to be. */
    public record LinkedCopy(String system, @Nullable String localId, String state) {}

    /** A field on which a local record and a candidate do not agree. */
    public record Difference(String field, Value local, Value golden) {}

    /** Another local record of which is asked. */
    public record Other(long number, String system, String localId) {}

    /** Matches, newest first. */
    public Slice<MatchView> list(Filter filter, Slice.Wanted wanted) {
        var conditions = new Conditions()
                .and("kind = 'match'")
                .andIf("system = :system", "system", filter.system())
                .andIf("entity = :entity", "entity", filter.entity());
        if (filter.open() != null) {
            conditions.and(filter.open() ? "state = 'open'" : "state <> 'open'");
        }
        conditions.after(
                wanted, 1, position -> conditions.andIf("number < :last", "last", Long.valueOf(position.getFirst())));
        var rows = client.sql("""
            select number, at, system, entity, local_id, reasons::text as reasons, raw::text as raw, state,
                   decided_by, decision, decided_at
            from hub_ops.quarantine\
            """ + conditions.where() + " order by number desc limit :rows")
                .params(conditions.parameters())
                .param("rows", wanted.rows())
                .query((row, index) -> bare(new Columns(row)))
                .list();
        var page = wanted.slice(rows, row -> List.of(row.number()));
        var asked = new Asked(page.items());
        return page.map(asked::complete);
    }

    private MatchView bare(Columns columns) throws SQLException {
        var change = Quarantine.Raw.read(columns.text("raw"));
        var known = mappings.get().sync(change.system(), change.entity()).isPresent();
        var state = columns.text("state");
        return new MatchView(
                columns.number("number"),
                columns.instant("at"),
                columns.text("system"),
                columns.text("entity"),
                change.localId(),
                columns.texts("reasons"),
                known ? Admission.of(change, mappings.get(), Map.of()).golden() : Map.of(),
                List.of(),
                List.of(),
                switch (state) {
                    case "released" -> "settled";
                    case "replaced" -> "withdrawn";
                    default -> state;
                },
                columns.textIfAny("decided_by"),
                columns.textIfAny("decision"),
                columns.instantIfAny("decided_at"));
    }

    /** What belongs to the open ones of a page, fetched for all of them at once. */
    private final class Asked {
        private final Map<Long, Set<GoldenRecordId>> records = new HashMap<>();
        private final Map<Long, List<Other>> others = new HashMap<>();
        private final Map<GoldenRecordId, GoldenRecord> states;

        private Asked(Collection<MatchView> page) {
            var numbers = page.stream()
                    .filter(match -> match.state().equals("open"))
                    .map(MatchView::number)
                    .toArray(Long[]::new);
            if (numbers.length > 0) {
                fetchRecords(numbers);
                fetchOthers(numbers);
            }
            var ids = new LinkedHashSet<GoldenRecordId>();
            records.values().forEach(ids::addAll);
            states = new RecordStates(database).load(ids);
        }

        private void fetchRecords(Long[] numbers) {
            database.query(
                    """
                    select w.number, h.record_id from hub_ops.match_wait w, lateral (
                        select record_id from hub_read.match_key where entity = w.entity and key = w.key
                        union all (select record_id from hub_read.match_rival where entity = w.entity and key = w.key
                        order by record_id limit ?)) h
                    where w.number = any(?) order by w.number, w.key\
                    """,
                    row -> {
                        records.computeIfAbsent(row.getLong(1), number -> new LinkedHashSet<>())
                                .add(new GoldenRecordId(row.getObject(2, UUID.class)));
                    },
                    MOST_SHOWN,
                    numbers);
        }

        private void fetchOthers(Long[] numbers) {
            database.query(
                    """
                    select distinct w.number, o.number, o.system, o.local_id from hub_ops.match_wait w, lateral (
                        select number, system, local_id from hub_ops.match_wait
                        where entity = w.entity and key = w.key and number <> w.number order by number limit ?) o
                    where w.number = any(?) order by w.number, o.number\
                    """,
                    row -> {
                        others.computeIfAbsent(row.getLong(1), number -> new ArrayList<>())
                                .add(new Other(row.getLong(2), row.getString(3), row.getString(4)));
                    },
                    MOST_SHOWN,
                    numbers);
        }

        private MatchView complete(MatchView match) {
            var candidates = records.getOrDefault(match.number(), Set.of()).stream()
                    .limit(MOST_SHOWN)
                    .map(states::get)
                    .filter(Objects::nonNull)
                    .map(record -> candidate(match, record))
                    .toList();
            return new MatchView(
                    match.number(),
                    match.at(),
                    match.system(),
                    match.entity(),
                    match.localId(),
                    match.reasons(),
                    match.fields(),
                    candidates,
                    others.getOrDefault(match.number(), List.of()),
                    match.state(),
                    match.decidedBy(),
                    match.decision(),
                    match.decidedAt());
        }
    }

    private Candidate candidate(MatchView match, GoldenRecord record) {
        var golden = record.values();
        var fields = mappings.get().entity(new EntityName(match.entity())).fields();
        var differs = new ArrayList<Difference>();
        match.fields().forEach((name, local) -> {
            var field = fields.get(name);
            var value = golden.getOrDefault(name, Value.nothing());
            if (field != null && field.type() != FieldType.REFERENCE && !local.equals(value)) {
                differs.add(new Difference(name, local, value));
            }
        });
        var copies = record.copies().values().stream().map(MatchQueries::copy).toList();
        return new Candidate(record.id().value(), golden, copies, differs);
    }

    private static LinkedCopy copy(Copy copy) {
        return new LinkedCopy(
                copy.id().system().value(), copy.localId(), copy.state().name().toLowerCase(Locale.ROOT));
    }
}
