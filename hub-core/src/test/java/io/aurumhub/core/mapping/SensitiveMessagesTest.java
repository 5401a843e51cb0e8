package io.aurumhub.core.mapping;

import static io.aurumhub.core.mapping.MappingFixture.choices;
import static io.aurumhub.core.mapping.MappingFixture.entity;
import static io.aurumhub.core.mapping.MappingFixture.field;
import static io.aurumhub.core.mapping.MappingFixture.fields;
import static io.aurumhub.core.mapping.MappingFixture.mapping;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.definition.Disclosure;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldFlow;
import io.aurumhub.core.definition.FieldLimits;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldShape;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SensitiveMessagesTest {

    private static final String SECRET = "Rumpelstilz";

    static Stream<Arguments> misfits() {
        var limits = new FieldLimits(null, 3, null, null, "[0-9]+");
        var list = new FieldShape(null, null, List.of(), FieldType.DATE, Map.of());
        return Stream.of(
                Arguments.of(field("golden", FieldType.DATE), Value.text(SECRET)),
                Arguments.of(field("golden", FieldType.DECIMAL), Value.text(SECRET)),
                Arguments.of(field("golden", FieldType.BOOLEAN), Value.text(SECRET)),
                Arguments.of(field("golden", FieldType.EMAIL), Value.text(SECRET)),
                Arguments.of(field("golden", FieldType.PHONE), Value.text(SECRET)),
                Arguments.of(field("golden", FieldType.ENUM).with(choices("Rumpelstilze")), Value.text(SECRET)),
                Arguments.of(field("golden", FieldType.STRING).with(limits), Value.text(SECRET)),
                Arguments.of(field("golden", FieldType.SET).with(list), Value.of(List.of(SECRET))),
                Arguments.of(field("golden", FieldType.MONEY), Value.of(Map.of("amount", 1, "currency", SECRET))),
                Arguments.of(field("golden", FieldType.MONEY), Value.of(Map.of("amount", SECRET, "currency", "EUR"))),
                Arguments.of(field("golden", FieldType.OBJECT), Value.text(SECRET)),
                Arguments.of(
                        field("golden", FieldType.OBJECT).with(fields(field("born", FieldType.DATE))),
                        Value.of(Map.of("born", SECRET))),
                Arguments.of(
                        field("golden", FieldType.OBJECT)
                                .with(fields(FieldDefinition.of("pin", FieldType.STRING)
                                        .with(limits))),
                        Value.of(Map.of("pin", SECRET))));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void no_message_tells_a_sensitive_value(FieldDefinition plain, Value value) {
        assertThat(String.join("\n", messages(plain, value))).contains("umpelstilz");
        assertThat(String.join("\n", messages(plain.asSensitive(), value)))
                .contains("golden")
                .doesNotContainIgnoringCase("umpelstilz");
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void no_message_tells_a_sensitive_value_inside_an_object(FieldDefinition plain, Value value) {
        var object = field("golden", FieldType.OBJECT)
                .with(fields(
                        new FieldDefinition("inner", plain.type(), false, null, plain.shape(), plain.limits(), true)));

        assertThat(String.join("\n", messages(object, Value.of(Map.of("inner", value)))))
                .contains("golden")
                .doesNotContainIgnoringCase("umpelstilz");
        assertThat(String.join("\n", messages(object, value))).doesNotContainIgnoringCase("umpelstilz");
    }

    /** What is said of the value on the way in, on the way out, and on its own. */
    private static List<String> messages(FieldDefinition field, Value value) {
        var map = FieldMap.named("golden", "local").with(FieldFlow.FREE.with(new Disclosure(Disclosure.Kind.PLAIN, 0)));
        var said = new ArrayList<String>();
        mapping(field, map)
                .toGolden(Map.of("local", value))
                .problems()
                .forEach(problem -> said.add(problem.toString() + problem.value() + problem.expected()));
        try {
            said.add(mapping(field, map)
                    .toLocal(Map.of("golden", value))
                    .keySet()
                    .toString());
        } catch (IllegalArgumentException refused) {
            said.add(String.valueOf(refused.getMessage()));
        }
        said.addAll(new FieldChecks(entity(field)).of(Map.of("golden", value)));
        try {
            new FieldChecks(entity(field)).canonical("golden", value);
        } catch (IllegalArgumentException refused) {
            said.add(String.valueOf(refused.getMessage()));
        }
        return said;
    }
}
