package io.aurumhub.core.mapping;

import static io.aurumhub.core.mapping.MappingFixture.currency;
import static io.aurumhub.core.mapping.MappingFixture.field;
import static io.aurumhub.core.mapping.MappingFixture.fields;
import static io.aurumhub.core.mapping.MappingFixture.scale;
import static io.aurumhub.core.mapping.MappingFixture.withCurrencyAt;
import static io.aurumhub.core.mapping.MappingFixture.withFactor;
import static io.aurumhub.core.mapping.MappingFixture.withFormat;
import static io.aurumhub.core.mapping.MappingFixture.withSeparator;
import static io.aurumhub.core.mapping.MappingFixture.withValues;
import static io.aurumhub.core.mapping.MappingFixture.withZone;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.Disclosure;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldFlow;
import io.aurumhub.core.definition.FieldLimits;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.UpdateRule;
import io.aurumhub.core.mapping.RoundTrip.Loss;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RoundTripTest {

    private static final FieldMap NAMED = FieldMap.named("golden", "local");
    private static final FieldMap MINUTES = withFormat("yyyy-MM-dd HH:mm");

    @ParameterizedTest
    @EnumSource(FieldType.class)
    void a_plain_map_loses_nothing(FieldType type) {
        assertThat(losses(field("golden", type), NAMED)).isEmpty();
    }

    @Test
    void formats_factors_and_separators_that_have_room_for_everything_lose_nothing() {
        assertThat(losses(FieldType.DATE, withFormat("MM/dd/yyyy"))).isEmpty();
        assertThat(losses(FieldType.DATE, withFormat("yyyyMMdd"))).isEmpty();
        assertThat(losses(FieldType.TIMESTAMP, withFormat("yyyy-MM-dd HH:mm:ss.SSSSSSSSS XXX", "Europe/Berlin")))
                .isEmpty();
        assertThat(losses(FieldType.DECIMAL, withFactor("100"))).isEmpty();
        assertThat(losses(FieldType.INTEGER, withFactor("-0.001"))).isEmpty();
        assertThat(losses(field("golden", FieldType.DECIMAL).with(scale(2)), withFactor("3")))
                .isEmpty();
        assertThat(losses(FieldType.SET, withSeparator(","))).isEmpty();
        assertThat(losses(FieldType.LIST, withSeparator("--"))).isEmpty();
        assertThat(losses(FieldType.MONEY, withCurrencyAt("code", "100"))).isEmpty();
        assertThat(losses(field("golden", FieldType.MONEY).with(currency("EUR")), withFactor("100")))
                .isEmpty();
        assertThat(losses(FieldType.STRING, withValues(Map.of(Value.text("a"), Value.text("")))))
                .isEmpty();
    }

    @Test
    void what_a_format_cuts_is_named_with_an_example() {
        assertThat(losses(FieldType.TIMESTAMP, MINUTES))
                .extracting(Loss::sentence)
                .containsExactly("1965-11-23T11:42:31Z becomes 1965-11-23T11:42:00Z");
        assertThat(losses(FieldType.TIMESTAMP, withFormat("dd.MM.yyyy")))
                .singleElement()
                .asString()
                .contains("2024-01-01T12:30:00Z becomes 2024-01-01T00:00:00Z");
        assertThat(losses(FieldType.TIME, withFormat("HH:mm")))
                .singleElement()
                .hasToString("09:05:07 becomes 09:05:00");
        assertThat(losses(FieldType.TIME, withFormat("HH:mm")).getFirst())
                .returns(Value.text("09:05:07"), Loss::meant)
                .returns(Value.text("09:05:00"), Loss::kept);
    }

    @Test
    void the_hour_that_local_times_show_twice_is_a_loss() {
        assertThat(losses(FieldType.TIMESTAMP, withZone("Europe/Berlin")))
                .singleElement()
                .hasToString("2024-10-27T01:00:00Z becomes 2024-10-27T00:00:00Z");
        assertThat(losses(FieldType.TIMESTAMP, withZone("Asia/Kolkata"))).isEmpty();
    }

    @Test
    void a_loss_that_is_declared_is_none() {
        var lossy = new FieldFlow(Direction.BOTH, UpdateRule.ALWAYS, null, null, true);
        assertThat(losses(FieldType.TIMESTAMP, MINUTES.with(lossy))).isEmpty();
    }

    @Test
    void only_two_way_maps_are_tried() {
        assertThat(losses(FieldType.TIMESTAMP, MINUTES.with(FieldFlow.FREE.with(Direction.OUT))))
                .isEmpty();
        assertThat(losses(FieldType.TIMESTAMP, MINUTES.with(FieldFlow.FREE.with(Direction.IN))))
                .isEmpty();
        assertThat(losses(FieldType.TIMESTAMP, MINUTES.with(shown(Disclosure.Kind.HASH))))
                .isEmpty();
        assertThat(losses(FieldType.TIMESTAMP, MINUTES.with(shown(Disclosure.Kind.PLAIN))))
                .hasSize(1);
        assertThat(losses(FieldType.TIMESTAMP, computed("item.x", null))).isEmpty();
        assertThat(losses(FieldType.TIMESTAMP, computed(null, "record.x"))).isEmpty();
    }

    @Test
    void syncs_of_one_direction_are_not_tried() {
        var timestamp = field("golden", FieldType.TIMESTAMP);
        assertThat(RoundTrip.of(Direction.IN, timestamp, MINUTES)).isEmpty();
        assertThat(RoundTrip.of(Direction.OUT, timestamp, MINUTES)).isEmpty();
        assertThat(RoundTrip.of(Direction.BOTH, timestamp, MINUTES)).isPresent();
    }

    @Test
    void values_beyond_the_limits_of_a_field_are_not_tried() {
        var recent = field("golden", FieldType.TIMESTAMP)
                .with(new FieldLimits(
                        null, null, Value.text("2024-01-01T12:30:00Z"), Value.text("2024-01-01T12:30:00Z"), null));
        assertThat(losses(recent, MINUTES)).isEmpty();
    }

    @Test
    void a_loss_inside_an_object_shows_the_object() {
        assertThat(losses(
                        field("golden", FieldType.OBJECT).with(fields(field("at", FieldType.TIMESTAMP))),
                        FieldMap.named("golden", "a.b")))
                .isEmpty();
    }

    @Test
    void the_example_is_the_same_each_time() {
        assertThat(losses(FieldType.TIMESTAMP, MINUTES)).isEqualTo(losses(FieldType.TIMESTAMP, MINUTES));
    }

    @Test
    void a_map_is_tried_in_a_moment() {
        var berlin = withFormat("yyyy-MM-dd HH:mm:ss.SSSSSSSSS XXX", "Europe/Berlin");
        for (int warm = 0; warm < 50; warm++) {
            losses(FieldType.TIMESTAMP, berlin);
        }
        var started = System.nanoTime();
        for (int round = 0; round < 20; round++) {
            losses(FieldType.TIMESTAMP, berlin);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - started).dividedBy(20)).isLessThan(Duration.ofMillis(5));
    }

    private static List<Loss> losses(FieldType type, FieldMap map) {
        return losses(field("golden", type), map);
    }

    private static List<Loss> losses(FieldDefinition field, FieldMap map) {
        return RoundTrip.of(Direction.BOTH, field, map).stream().toList();
    }

    private static FieldFlow shown(Disclosure.Kind kind) {
        return FieldFlow.FREE.with(new Disclosure(kind, 0));
    }

    private static FieldMap computed(@Nullable String read, @Nullable String write) {
        return new FieldMap(
                "golden",
                "local",
                MINUTES.format(),
                null,
                null,
                Map.of(),
                Map.of(),
                false,
                null,
                null,
                read,
                write,
                null,
                FieldFlow.FREE);
    }
}
