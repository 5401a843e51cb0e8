package io.aurumhub.adapter.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.record.Conflict;
import io.aurumhub.core.record.CopyId;
import io.aurumhub.core.record.GoldenRecordEvent;
import io.aurumhub.core.record.Observation;
import io.aurumhub.core.record.Pin;
import io.aurumhub.core.record.Resend;
import io.aurumhub.core.record.Settlement;
import io.aurumhub.core.record.Skip;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.SimpleSerializedType;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EventSerializerTest {

    private static final Instant AT = Instant.parse("2026-11-21T10:15:30.123456Z");
    private static final CopyId SHOP = CopyId.first(new SystemId("shop"));
    private static final CopyId TWIN = new CopyId(new SystemId("shop"), 1);
    private static final Map<String, Value> VALUES = Map.of(
            "text", Value.text("Zoë 🙂"),
            "id", Value.number(new BigDecimal("9007199254740993")),
            "price", Value.number(new BigDecimal("0.10")),
            "flag", Value.flag(true),
            "cleared", Value.nothing(),
            "list", Value.of(List.of("a", 1, true)),
            "nested", Value.of(Map.of("amount", new BigDecimal("19.90"))));
    private static final Observation SEEN = new Observation(SHOP, "S-1", VALUES, "7", AT, "change-1");
    private static final Settlement SETTLED = new Settlement(List.of(SHOP, TWIN), List.of(SHOP));
    private static final Set<String> KEYS = Set.of("email=ada@example.org");
    private static final List<Conflict> CONFLICTS = List.of(new Conflict(
            "name", new SystemId("crm"), Value.text("Ada"), null, Value.nothing(), "priority: crm beats shop"));

    private final EventSerializer serializer = new EventSerializer();

    static Stream<GoldenRecordEvent> one_of_each() {
        var id = new GoldenRecordId(UUID.fromString("0192f1c5-0000-7000-8000-000000000001"));
        return Stream.of(
                new GoldenRecordEvent.Created(
                        id, new EntityName("contact"), SEEN, VALUES, CONFLICTS, SETTLED, KEYS, AT),
                new GoldenRecordEvent.Changed(SEEN, VALUES, CONFLICTS, SETTLED, null, AT),
                new GoldenRecordEvent.StaleChangeNoted(SEEN, AT),
                new GoldenRecordEvent.Deleted(SEEN, CONFLICTS, SETTLED, AT),
                new GoldenRecordEvent.CopyGone(SEEN, CONFLICTS, SETTLED, true, AT),
                new GoldenRecordEvent.Restored(SEEN, VALUES, CONFLICTS, SETTLED, KEYS, AT),
                new GoldenRecordEvent.Delivered(
                        SHOP, 3, "S-1", VALUES, VALUES, Map.of(), VALUES, null, null, AT, true, AT),
                new GoldenRecordEvent.Removed(TWIN, AT, false, AT),
                new GoldenRecordEvent.DeliveryRefused(SHOP, 3, "no such country", AT),
                new GoldenRecordEvent.DeliveryRetried(SHOP, AT),
                new GoldenRecordEvent.DeliverySkipped(SHOP, new Skip("kim", "sure", 3, Set.of("name")), true, AT),
                new GoldenRecordEvent.DeliveryResent(SHOP, Resend.OVERWRITE, AT),
                new GoldenRecordEvent.CopyExamined(SHOP, VALUES, "8", AT, true, AT),
                new GoldenRecordEvent.ConflictOverturned(4, "name", Value.text("Bob"), null, SETTLED, KEYS, AT),
                new GoldenRecordEvent.RolledBack(2, VALUES, SETTLED, null, AT),
                new GoldenRecordEvent.ConflictUpheld(4, "name", SETTLED, AT),
                new GoldenRecordEvent.DeleteDecreed(4, SETTLED, AT),
                new GoldenRecordEvent.Pinned("name", new Pin("kim", "sure", AT), VALUES, SETTLED, null, AT),
                new GoldenRecordEvent.Unpinned("name", AT),
                new GoldenRecordEvent.Relinked(SHOP, "3", "51", AT),
                new GoldenRecordEvent.Remapped(SHOP, VALUES, CONFLICTS, SETTLED, KEYS, AT),
                new GoldenRecordEvent.Resettled(SETTLED, List.of(SHOP), null, AT),
                new GoldenRecordEvent.Unlinked(
                        SHOP,
                        "S-1",
                        3,
                        Map.of("name", Value.text("Ann")),
                        Map.of("name", new GoldenRecordEvent.Unlinked.Origin(2, SHOP.system(), AT)),
                        List.of("city"),
                        SETTLED,
                        KEYS,
                        AT),
                new GoldenRecordEvent.MatchDoubted(SHOP.system(), "S-2", KEYS, AT));
    }

    @ParameterizedTest
    @MethodSource("one_of_each")
    void every_event_comes_back_as_it_was(GoldenRecordEvent event) {
        var stored = serializer.serialize(event, byte[].class);

        assertThat(this.<GoldenRecordEvent>read(stored)).isEqualTo(event);
        assertThat(stored.getType().getName()).doesNotContain("aurumhub");
    }

    @Test
    void what_an_event_did_not_say_at_first_may_be_absent() {
        var event = new GoldenRecordEvent.CopyGone(SEEN, CONFLICTS, SETTLED, AT);
        var stored = serializer.serialize(event, byte[].class);

        assertThat(new String(stored.getData(), UTF_8)).doesNotContain("awaited");
        assertThat(this.<GoldenRecordEvent>read(stored)).isEqualTo(event);
    }

    @Test
    void there_is_a_sample_of_every_event() {
        assertThat(one_of_each().map(Object::getClass).toList())
                .containsExactlyInAnyOrder(GoldenRecordEvent.class.getPermittedSubclasses());
    }

    /** These names stand in databases: a name is never changed and never reused. */
    @Test
    void the_stored_names_are_pinned() {
        assertThat(Stream.of(EventTypes.values())
                        .map(type -> type.payload().getSimpleName() + " " + type.logicalName()))
                .containsExactly(
                        "Created record-created",
                        "Changed record-changed",
                        "StaleChangeNoted stale-change-noted",
                        "Deleted record-deleted",
                        "CopyGone copy-gone",
                        "Restored record-restored",
                        "Delivered delivered",
                        "Removed removed",
                        "DeliveryRefused delivery-refused",
                        "DeliveryRetried delivery-retried",
                        "DeliverySkipped delivery-skipped",
                        "DeliveryResent delivery-resent",
                        "CopyExamined copy-examined",
                        "ConflictOverturned conflict-overturned",
                        "RolledBack rolled-back",
                        "ConflictUpheld conflict-upheld",
                        "DeleteDecreed delete-decreed",
                        "Pinned field-pinned",
                        "Relinked copy-relinked",
                        "Unpinned field-unpinned",
                        "Remapped record-remapped",
                        "Resettled record-resettled",
                        "Unlinked record-unlinked",
                        "MatchDoubted match-doubted");
    }

    @Test
    void metadata_comes_back_as_it_was() {
        var meta = MetaData.with("actor", "steward:kim").and("reason", "typo");

        assertThat(this.<MetaData>read(serializer.serialize(meta, byte[].class)))
                .isEqualTo(meta);
    }

    @Test
    void any_other_class_is_refused() {
        assertThatThrownBy(() -> serializer.serialize(new java.util.Random(1), byte[].class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no event of this hub");
    }

    @Test
    void an_event_of_a_later_version_says_what_to_do() {
        var type = new SimpleSerializedType("record-cloned", "1");
        assertThatThrownBy(() -> read(new SimpleSerializedObject<>(new byte[0], byte[].class, type)))
                .hasMessageContaining("record-cloned")
                .hasMessageContaining("start the version that wrote it");
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // as Axon's own method
    private <T> T read(org.axonframework.serialization.SerializedObject<byte[]> stored) {
        return serializer.deserialize(stored);
    }
}
