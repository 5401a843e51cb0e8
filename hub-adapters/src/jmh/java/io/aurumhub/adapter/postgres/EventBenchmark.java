package io.aurumhub.adapter.postgres;

import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.record.Facts;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.record.GoldenRecordCommand.Report;
import io.aurumhub.core.record.GoldenRecordCommand.Reported;
import io.aurumhub.core.record.GoldenRecordEvent;
import io.aurumhub.core.record.GoldenRecordRules;
import io.aurumhub.core.record.Referrers;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What the hub does in memory for a change: decides it, folds its event, writes it down as bytes, reads it, chains it.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@State(Scope.Thread)
public class EventBenchmark {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final GoldenRecordId ID = new GoldenRecordId(new UUID(1, 2));

    private final Facts facts = new NothingElse(new Mappings(HubFixture.definitions()));
    private final Report first = report("Ada", "Bonn");
    private final Report second = report("Ada Lovelace", "Kiel");
    private final GoldenRecordEvent created =
            GoldenRecordRules.decide(null, first).getFirst();
    private final GoldenRecord record = GoldenRecord.evolve(null, created);
    private final GoldenRecordEvent changed =
            GoldenRecordRules.decide(record, second).getFirst();
    private final byte[] bytes = HubJson.MAPPER.writeValueAsBytes(created);
    private final EventRow row = new EventRow(
            ID.value(),
            0,
            new UUID(3, 4),
            EventTypes.of(created.getClass()).logicalName(),
            EventTypes.FIRST_REVISION,
            NOW,
            bytes,
            "{\"actor\":\"system:crm\",\"rules\":\"1\"}".getBytes(StandardCharsets.UTF_8),
            null);
    private final byte[] previous = new byte[32];

    private Report report(String name, String city) {
        var fields = Map.of("name", Value.text(name), "email", Value.text("ada@example.org"), "city", Value.text(city));
        var reported = new Reported(HubFixture.CRM, HubFixture.CONTACT, "1", null, null, null, null);
        return new Report(ID, reported, fields, true, Objects.requireNonNull(facts), Provenance.of("system:crm"));
    }

    /** A new record. */
    @Benchmark
    public Object decideCreate() {
        return GoldenRecordRules.decide(null, first);
    }

    /** Two fields of a record that is there. */
    @Benchmark
    public Object decideUpdate() {
        return GoldenRecordRules.decide(record, second);
    }

    @Benchmark
    public Object fold() {
        return GoldenRecord.evolve(record, changed);
    }

    @Benchmark
    public Object serialise() {
        return HubJson.MAPPER.writeValueAsBytes(created);
    }

    @Benchmark
    public Object deserialise() {
        return HubJson.MAPPER.readValue(bytes, GoldenRecordEvent.Created.class);
    }

    @Benchmark
    public Object hash() {
        return row.hash(previous);
    }

    /** There is no other record. */
    private record NothingElse(Mappings mappings) implements Facts {

        @Override
        public Instant now() {
            return NOW;
        }

        @Override
        public Optional<GoldenRecordId> recordOf(SystemId system, EntityName entity, String localId) {
            return Optional.empty();
        }

        @Override
        public Optional<String> localIdOf(GoldenRecordId id, SystemId system) {
            return Optional.empty();
        }

        @Override
        public List<Referrers> referrersOf(GoldenRecordId id) {
            return List.of();
        }

        @Override
        public Optional<String> leavingBefore(GoldenRecordId id, SystemId system) {
            return Optional.empty();
        }

        @Override
        public Optional<GoldenRecordId> holderOf(EntityName entity, String matchKey) {
            return Optional.empty();
        }
    }
}
