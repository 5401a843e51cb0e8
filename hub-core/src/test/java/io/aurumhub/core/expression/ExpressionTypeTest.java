package io.aurumhub.core.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldLimits;
import io.aurumhub.core.definition.FieldShape;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.expression.ExpressionType.Plain;
import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ExpressionTypeTest {

    @ParameterizedTest
    @CsvSource({
        "STRING, string",
        "TEXT, string",
        "DATE, string",
        "TIME, string",
        "EMAIL, string",
        "PHONE, string",
        "ENUM, string",
        "REFERENCE, string",
        "INTEGER, number",
        "DECIMAL, number",
        "BOOLEAN, bool",
        "TIMESTAMP, timestamp",
        "MONEY, '{amount: number, currency: string}'",
        "LIST, list(string)",
        "SET, list(string)"
    })
    void of_a_field_follows_from_its_type(FieldType type, String expected) {
        assertThat(ExpressionType.of(FieldDefinition.of("field", type))).hasToString(expected);
    }

    @Test
    void of_an_object_follows_from_its_fields() {
        var shape = new FieldShape(
                null, null, List.of(), FieldType.INTEGER, Map.of("zip", FieldDefinition.of("zip", FieldType.STRING)));
        var address = new FieldDefinition("address", FieldType.OBJECT, false, null, shape, FieldLimits.NONE, false);
        var numbers = new FieldDefinition("numbers", FieldType.LIST, false, null, shape, FieldLimits.NONE, false);

        assertThat(ExpressionType.of(address)).hasToString("{zip: string}");
        assertThat(ExpressionType.of(numbers)).hasToString("list(number)");
    }

    @Test
    void scopes_name_what_may_be_used() {
        var scope = Scope.item().with("limit", Plain.NUMBER);

        assertThat(scope.variables()).isEqualTo(Map.of("item", Plain.ANY, "limit", Plain.NUMBER));
        assertThat(Scope.record(Map.of()).variables()).containsOnlyKeys("record");
    }

    @Test
    void a_condition_that_gives_no_answer_says_so() {
        assertThat(giving(Value.flag(true)).holds(Map.of())).isTrue();
        assertThatThrownBy(() -> giving(Value.nothing()).holds(Map.of()))
                .isInstanceOf(ExpressionFailed.class)
                .hasMessage("gives nothing where true or false is needed; test with has(...), or put"
                        + " coalesce(..., false) around it");
        assertThatThrownBy(() -> giving(Value.text("s3cret")).holds(Map.of()))
                .hasMessageStartingWith("gives a value where true or false is needed");
    }

    private static Expression giving(Value value) {
        return new Expression() {
            @Override
            public String text() {
                return "x";
            }

            @Override
            public Set<String> reads(String variable) {
                return Set.of();
            }

            @Override
            public Value evaluate(Map<String, Value> variables) {
                return value;
            }
        };
    }
}
