package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.aurumhub.adapter.cel.CelExpressions;
import io.aurumhub.adapter.postgres.DeliveryOrders.Action;
import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryView;
import io.aurumhub.adapter.postgres.DeliverySelection;
import io.aurumhub.adapter.postgres.HubQueries;
import io.aurumhub.adapter.postgres.HubTables;
import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.adapter.postgres.WorkQueries.QuarantineView;
import io.aurumhub.adapter.yaml.CompiledCheck;
import io.aurumhub.adapter.yaml.HubFile;
import io.aurumhub.api.connection.Connectors;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.mapping.KeyedHash;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.mapping.TextPatterns;
import io.aurumhub.core.record.Resend;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A hub of a hub.yaml on a database of its own, whose systems are paper. Everything between the text of the file and
 * the systems is what runs in production; only the threads are missing, so that each step is taken when a test says.
 */
final class HubStage implements AutoCloseable {

    private static final int MOST_ROUNDS = 30;
    private static final int BATCH = 200;

    private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");

    /** Each look at the clock is a moment later than the one before. */
    private final AtomicLong ticks = new AtomicLong();

    private final InstantSource ticking = () -> BEGIN.plusMillis(ticks.incrementAndGet());
    private final Clock clock = ticking.withZone(ZoneOffset.UTC);
    private final Definitions definitions;
    private final HikariDataSource source = HubTables.migrated().pooled();
    private final Map<SystemId, PaperSystem> systems = new LinkedHashMap<>();
    private final Map<SystemId, ConnectedSystem> real = new LinkedHashMap<>();
    private final Map<SystemId, DeliveryBatch> batches = new LinkedHashMap<>();
    private int batchSize = BATCH;
    final PostgresHub hub;

    private HubStage(String yaml) {
        var expressions = CelExpressions.withOwnFunctions();
        definitions = HubFile.read(yaml, "hub.yaml", name -> null, new CompiledCheck(expressions));
        definitions.systems().keySet().forEach(id -> systems.put(id, new PaperSystem(id.value())));
        definitions.syncs().values().stream()
                .filter(sync -> sync.resource().setting("softDelete").isPresent())
                .forEach(sync -> system(sync.system().value()).marksDeletes(sync.id()));
        var key = KeyedHash.hmac("a key of the tests".getBytes(StandardCharsets.UTF_8));
        var mappings = new Mappings(definitions, TextPatterns.bounded(), key, expressions);
        hub = PostgresHub.open(source, mappings, clock, "node-1");
    }

    static HubStage of(String yaml) {
        return new HubStage(yaml);
    }

    /** Its systems are those that the file names, and no paper. */
    static HubStage connecting(String yaml) {
        var stage = new HubStage(yaml);
        var connectors = Connectors.in(Path.of("no home"));
        stage.definitions
                .systems()
                .forEach((id, system) -> stage.real.put(id, ConnectedSystem.open(system, connectors)));
        return stage;
    }

    /** crm (rank 1) and shop (rank 2) share items, both ways. */
    static HubStage sharing(String fields, String inCrm, String inShop) {
        return of("""
            systems:
              crm: { rank: 1, connector: { type: jdbc, url: "jdbc:sqlite:crm.db" } }
              shop: { rank: 2, connector: { type: rest, baseUrl: "http://127.0.0.1:9" } }
            entities:
              item: { %s }
            syncs:
              crm-items: { system: crm, entity: item, resource: { table: item, key: id }, %s }
              shop-items: { system: shop, entity: item, resource: { path: /items, key: id }, %s }
            """.formatted(fields, inCrm, inShop));
    }

    /** One record goes into a system, as its users write it, and is delivered to the other. */
    HubStage deliver(String sync, String localId, Map<String, ?> byPath) {
        assertThat(edit(sync, localId, byPath)).isInstanceOf(Outcome.Accepted.class);
        deliver();
        return this;
    }

    /** Every system is read again; what was only echoed is no news and is not written again. */
    void assertQuiet() {
        for (var sync : definitions.syncs().values()) {
            if (sync.direction().in()) {
                assertThat(readAll(sync.id().value()))
                        .as(sync.id().value())
                        .allMatch(Outcome.Unchanged.class::isInstance);
            }
        }
        assertThat(deliver()).as("writes").isZero();
        assertThat(deliveries(DeliveryState.OPEN)).isEmpty();
    }

    PaperSystem system(String id) {
        return Objects.requireNonNull(systems.get(new SystemId(id)));
    }

    /** The one row that a sync's system holds. */
    Map<String, Value> row(String sync) {
        var rows = system(sync(sync).system().value()).rows(sync);
        assertThat(rows).as("rows of %s", sync).hasSize(1);
        return rows.values().iterator().next();
    }

    SyncDefinition sync(String id) {
        return Objects.requireNonNull(definitions.syncs().get(new SyncId(id)), id);
    }

    /** The users of a system edit it, and the hub reads it: a full change with all that the row holds now. */
    Outcome edit(String sync, String localId, Map<String, ?> byPath) {
        var fields = new LinkedHashMap<String, Value>();
        byPath.forEach((path, value) -> fields.put(path, Value.of(value)));
        system(sync(sync).system().value()).put(sync, localId, fields);
        return read(sync, localId);
    }

    /** The users of a system delete a row, and the system tells of it. */
    Outcome gone(String sync, String localId) {
        return gone(sync, localId, null);
    }

    Outcome gone(String sync, String localId, @Nullable Instant changedAt) {
        var definition = sync(sync);
        system(definition.system().value()).remove(sync, localId);
        var told = LocalRecord.tombstone(localId, changedAt);
        return submit(Change.read(definition, told, clock.instant(), Provenance.of("system:" + definition.system())))
                .getFirst();
    }

    /** One run of a sync, as the schedule does it. */
    void run(String sync) {
        var definition = sync(sync);
        new SyncRead(definition, connected(definition).reader(), hub, settings(), clock).once(null);
    }

    static EngineSettings settings() {
        return settings(BATCH);
    }

    private static EngineSettings settings(int batch) {
        return new EngineSettings(500, batch, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(1), 50);
    }

    Instant now() {
        return clock.instant();
    }

    /** The hub reads one row. */
    Outcome read(String sync, String localId) {
        var definition = sync(sync);
        var record = Objects.requireNonNull(system(definition.system().value())
                .fetch(definition.resource(), List.of(localId))
                .get(localId));
        return submit(Change.read(definition, record, clock.instant(), Provenance.of("system:" + definition.system())))
                .getFirst();
    }

    /** The hub reads all that the sync's system holds. */
    List<Outcome> readAll(String sync) {
        var definition = sync(sync);
        var at = clock.instant();
        var cause = Provenance.of("system:" + definition.system());
        var changes = system(definition.system().value())
                .read(definition.resource(), null, Duration.ZERO, SystemReader.LARGEST_PAGE)
                .records()
                .stream()
                .map(record -> Change.read(definition, record, at, cause))
                .toArray(Change[]::new);
        return submit(changes);
    }

    /** A full change that the system's users did not make: as a webhook or the API brings it. */
    Outcome full(String sync, String localId, Map<String, ?> fields) {
        return submit(change(sync, localId, true, fields)).getFirst();
    }

    Outcome partial(String sync, String localId, Map<String, ?> fields) {
        return submit(change(sync, localId, false, fields)).getFirst();
    }

    Change change(String sync, String localId, boolean full, Map<String, ?> fields) {
        var definition = sync(sync);
        var values = ((Value.Nested) Value.of(fields)).fields();
        return new Change(
                definition.system(),
                definition.entity(),
                localId,
                Change.Kind.UPSERT,
                full,
                values,
                null,
                null,
                null,
                null,
                Provenance.of("system:" + definition.system()));
    }

    List<Outcome> submit(Change... changes) {
        try {
            return hub.intake().submit(List.of(changes)).get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Lets every system be served until nothing is due; answers how many writes reached the systems. */
    int deliver() {
        int before = writes();
        for (int round = 0; round < MOST_ROUNDS; round++) {
            if (!deliverOnce()) {
                return writes() - before;
            }
        }
        throw new AssertionError(
                "Still something to deliver after " + MOST_ROUNDS + " rounds: " + deliveries(DeliveryState.OPEN));
    }

    private int writes() {
        return systems.values().stream()
                .mapToInt(system -> system.writes().size())
                .sum();
    }

    /** Lets every system be served once; false if nothing was due. */
    boolean deliverOnce() {
        boolean any = false;
        for (var sync : SyncOrder.parentsFirst(definitions)) {
            if (sync.direction().out()) {
                var batch = batch(sync);
                var claim = batch.claim(sync);
                batch.deliver(sync, claim);
                any |= !claim.items().isEmpty();
            }
        }
        return any;
    }

    private ConnectedSystem connected(SyncDefinition sync) {
        var paper = system(sync.system().value());
        return real.getOrDefault(sync.system(), new ConnectedSystem(sync.system(), paper, paper));
    }

    private DeliveryBatch batch(SyncDefinition sync) {
        var system = connected(sync);
        var writer = Objects.requireNonNull(system.writer());
        return batches.computeIfAbsent(
                sync.system(), id -> new DeliveryBatch(system.reader(), writer, hub, settings(batchSize), clock));
    }

    /** From now on so many are written at once. */
    void writesAtOnce(int most) {
        batchSize = most;
        batches.clear();
    }

    /** Writes what is due by a sync; what became of it is yet to be ended. */
    OpenBatch begin(String id) {
        var sync = sync(id);
        var batch = batch(sync);
        return batch.begin(sync, batch.claim(sync));
    }

    /** What brings a system its records in production, to be run by a thread of its own. */
    DeliveryWorker worker(String system, int batch) {
        var paper = system(system);
        var connected = new ConnectedSystem(new SystemId(system), paper, paper);
        return new DeliveryWorker(connected, paper, hub, definitions, settings(batch), clock);
    }

    /** A steward has the refused delivery of a local record to a system tried again. */
    void retry(String sync, String localId, String system) {
        order(Action.RETRY, sync, localId, system);
    }

    /** A steward orders something about the delivery of a local record to a system. */
    void order(Action action, String sync, String localId, String system) {
        var copy = new DeliverySelection(record(sync, localId).value(), system, null, null, null, null, null);
        hub.deliveryOrders()
                .place(action, Resend.DECIDE, copy, Provenance.of("steward:kim").because("mended"));
    }

    /** The golden record that a local one belongs to. */
    GoldenRecordId record(String sync, String localId) {
        var definition = sync(sync);
        return queries()
                .records()
                .linked(definition.system(), definition.entity(), localId)
                .orElseThrow();
    }

    /** A record is gone from its system. */
    void delete(String sync, String localId) {
        var definition = sync(sync);
        submit(Change.vanished(definition, localId, clock.instant(), Provenance.of("system:" + definition.system())));
    }

    /** Something happens to the hub's own tables. */
    void sql(String statement) {
        new JdbcTemplate(source).execute(statement);
    }

    /** Whatever waits for a time has waited long enough. */
    void waitLong() {
        sql("update hub_read.crosswalk set next_attempt_at = null where lease_until is null");
    }

    /** What this node had claimed is free again, as after a kill and a restart. */
    void restart() {
        hub.deliveries().releaseAbandoned();
        batches.clear();
    }

    List<DeliveryView> deliveries(DeliveryState state) {
        return queries().deliveries().list(state, null, Slice.Wanted.first(50)).items();
    }

    List<QuarantineView> quarantine() {
        return queries().work().quarantine("open", null, Slice.Wanted.first(50)).items();
    }

    HubQueries queries() {
        return HubQueries.of(source, definitions, clock);
    }

    /** The golden fields of the record that a local one belongs to. */
    Map<String, Value> golden(String sync, String localId) {
        return queries().records().record(record(sync, localId)).orElseThrow().fields();
    }

    /** The golden fields of the only record of an entity. */
    Map<String, Value> golden(String entity) {
        var found = queries()
                .records()
                .search(new EntityName(entity), Map.of(), Slice.Wanted.first(9))
                .items();
        assertThat(found).as("records of %s", entity).hasSize(1);
        return queries()
                .records()
                .record(new GoldenRecordId(found.getFirst().id()))
                .orElseThrow()
                .fields();
    }

    @Override
    public void close() {
        real.values().forEach(ConnectedSystem::close);
        hub.close();
        source.close();
    }
}
