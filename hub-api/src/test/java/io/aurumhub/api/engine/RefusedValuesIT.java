package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.TestDatabase;
import io.aurumhub.adapter.postgres.DueDeliveries;
import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.adapter.postgres.UnmappedValues;
import io.aurumhub.adapter.postgres.ValueAnswers;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Page;
import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.connector.SystemWriter;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.definition.Deletes;
import io.aurumhub.core.definition.DeliverySettings;
import io.aurumhub.core.definition.Detection;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.DriftMode;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.definition.ValueAnswer;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** The crm tells of grades in full words, the shop keeps letters, and has one for new things only. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RefusedValuesIT {

    private static final SystemId CRM = new SystemId("crm");
    private static final SystemId SHOP = new SystemId("shop");
    private static final EntityName PRODUCT = new EntityName("product");
    private static final EngineSettings SETTINGS =
            new EngineSettings(500, 200, Duration.ofMillis(1), Duration.ofSeconds(1), Duration.ofSeconds(1), 50);

    private final Shop shop = new Shop();
    private final SyncDefinition toShop = sync(
            SHOP,
            Direction.OUT,
            FieldMap.named("grade", "grade").with(Map.of(Value.text("new"), Value.text("N")), Map.of()));

    private final PostgresHub hub;
    private final DeliveryBatch batch;

    RefusedValuesIT() {
        var definitions = Definitions.of(
                List.of(
                        new SystemDefinition(CRM, 1, "jdbc", Map.of()),
                        new SystemDefinition(SHOP, 2, "rest", Map.of())),
                List.of(new EntityDefinition(
                        PRODUCT, Map.of("grade", FieldDefinition.of("grade", FieldType.STRING)), List.of())),
                List.of(sync(CRM, Direction.IN, FieldMap.named("grade", "grade")), toShop),
                "test");
        hub = PostgresHub.open(
                TestDatabase.fresh().dataSource(), new Mappings(definitions), Clock.systemUTC(), "node-1");
        batch = new DeliveryBatch(shop, shop, hub, SETTINGS, Clock.systemUTC());
    }

    @BeforeEach
    void a_product_that_the_shop_has_no_letter_for_and_one_that_it_has() {
        submit("1", "used");
        submit("2", "new");
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @Test
    void a_value_without_a_local_form_is_refused_and_its_neighbours_are_written() {
        batch.deliver(toShop, claim());

        assertThat(shop.written).containsExactly(Map.of("grade", Value.text("N")));
        assertThat(claim().items()).isEmpty();
        assertThat(values("open")).containsExactly("out used");
    }

    @Test
    void an_answer_lets_it_be_written() {
        batch.deliver(toShop, claim());

        assertThat(answer().retried()).isEqualTo(1);
        batch.deliver(toShop, claim());

        assertThat(shop.written).contains(Map.of("grade", Value.text("U")));
        assertThat(claim().items()).isEmpty();
        assertThat(values("open")).isEmpty();
    }

    @Test
    void an_answer_that_comes_while_it_is_being_refused_is_not_missed() {
        var planned = claim();
        assertThat(answer().retried()).as("nothing is refused yet").isZero();

        batch.deliver(toShop, planned);
        batch.deliver(toShop, claim());

        assertThat(shop.written).contains(Map.of("grade", Value.text("U")));
        assertThat(values("open")).isEmpty();
    }

    private DueDeliveries.Claim claim() {
        return hub.deliveries().claim(SHOP, PRODUCT, 10, Instant.now());
    }

    private ValueAnswers.Taken answer() {
        return hub.valueAnswers()
                .answer(
                        new ValueAnswer(toShop.id(), "grade", Value.text("U"), Value.text("used")),
                        Provenance.of("steward:kim").because("they sell used ones now"));
    }

    private List<String> values(String state) {
        return hub
                .unmappedValues()
                .list(new UnmappedValues.Filter(null, null, state), Slice.Wanted.first(10))
                .items()
                .stream()
                .map(one -> one.direction() + " " + one.value())
                .toList();
    }

    private void submit(String localId, String grade) {
        var change = new Change(
                CRM,
                PRODUCT,
                localId,
                Change.Kind.UPSERT,
                true,
                Map.of("grade", Value.text(grade)),
                null,
                null,
                null,
                null,
                Provenance.of("system:crm"));
        hub.intake().submit(List.of(change)).orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static SyncDefinition sync(SystemId system, Direction direction, FieldMap map) {
        var id = new SyncId(system + "-products");
        return new SyncDefinition(
                id,
                system,
                PRODUCT,
                direction,
                new Resource(id, Map.of(), Set.of("grade")),
                Detection.none(),
                Map.of("grade", map),
                Deletes.by(DeleteRule.PROPAGATE),
                List.of(),
                null,
                DriftMode.IGNORE,
                Map.of(),
                DeliverySettings.USUAL);
    }

    /** Stores whatever it is sent. */
    private static final class Shop implements SystemReader, SystemWriter {

        final List<Map<String, Value>> written = new ArrayList<>();

        @Override
        public List<WriteOutcome> write(Resource resource, List<Write> writes) {
            return writes.stream()
                    .map(Write.Create.class::cast)
                    .map(this::create)
                    .toList();
        }

        private WriteOutcome create(Write.Create create) {
            written.add(create.fields());
            return new WriteOutcome.Written(new LocalRecord("s" + written.size(), create.fields(), null, null, false));
        }

        @Override
        public Page read(Resource resource, @Nullable Pointer pointer, Duration lookBack, int pageSize) {
            throw new AssertionError("nobody reads here");
        }

        @Override
        public Map<String, LocalRecord> fetch(Resource resource, Collection<String> localIds) {
            return Map.of();
        }

        @Override
        public Set<String> keys(Resource resource) {
            return Set.of();
        }

        @Override
        public List<LocalRecord> find(Resource resource, Map<String, Value> fields) {
            return List.of();
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
