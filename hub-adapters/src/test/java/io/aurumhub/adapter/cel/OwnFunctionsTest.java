package io.aurumhub.adapter.cel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aurumhub.core.expression.ExpressionFailed;
import io.aurumhub.core.expression.ExpressionFunction;
import io.aurumhub.core.expression.ExpressionType;
import io.aurumhub.core.expression.ExpressionType.Plain;
import io.aurumhub.core.expression.Expressions;
import io.aurumhub.core.expression.FunctionDescription;
import io.aurumhub.core.expression.InvalidExpression;
import io.aurumhub.core.expression.Scope;
import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class OwnFunctionsTest {

    private static final Scope SCOPE = ExpressionFixture.SCOPE;

    /** Registered in META-INF/services. */
    public static final class LoyaltyLevel implements ExpressionFunction {
        @Override
        public String name() {
            return "loyaltyLevel";
        }

        @Override
        public List<ExpressionType> parameters() {
            return List.of(Plain.NUMBER);
        }

        @Override
        public ExpressionType result() {
            return Plain.TEXT;
        }

        @Override
        public Value apply(List<Value> arguments) {
            return arguments.getFirst() instanceof Value.Decimal points
                            && points.number().intValue() > 100
                    ? Value.text("gold")
                    : Value.text("basic");
        }

        @Override
        public String description() {
            return "the level for so many points";
        }
    }

    private record Own(String name, ExpressionType takes, ExpressionType result, UnaryOperator<Value> body)
            implements ExpressionFunction {
        @Override
        public List<ExpressionType> parameters() {
            return List.of(takes);
        }

        @Override
        public Value apply(List<Value> arguments) {
            return body.apply(arguments.getFirst());
        }
    }

    private static Expressions with(ExpressionType takes, ExpressionType result, UnaryOperator<Value> body) {
        return new CelExpressions(List.of(new Own("own", takes, result, body)));
    }

    @Test
    void are_found_on_the_class_path() {
        var expressions = CelExpressions.withOwnFunctions();

        var level = expressions.compile("record.quantity.loyaltyLevel() + '!'", Plain.TEXT, SCOPE);
        assertThat(level.evaluate(ExpressionFixture.record(Map.of("quantity", 500))))
                .isEqualTo(Value.text("gold!"));
        assertThat(expressions.compile("loyaltyLevel(null)", Plain.TEXT, SCOPE).evaluate(Map.of()))
                .isEqualTo(Value.text("basic"));
        assertThat(expressions.functions())
                .contains(new FunctionDescription(
                        "loyaltyLevel", "loyaltyLevel(number) -> string", "the level for so many points", "", ""));
    }

    @Test
    void are_type_checked_as_any_other() {
        assertThatThrownBy(
                        () -> CelExpressions.withOwnFunctions().compile("loyaltyLevel(record.name)", Plain.TEXT, SCOPE))
                .isInstanceOf(InvalidExpression.class)
                .hasMessage("1:1: loyaltyLevel does not take (string); there is loyaltyLevel(number) -> string");
    }

    @Test
    void that_fail_fail_the_expression_and_are_named() {
        var failing = with(Plain.TEXT, Plain.TEXT, value -> {
            throw new IllegalStateException("s3cret " + value);
        });

        var failure = catchThrowableOfType(
                ExpressionFailed.class,
                () -> failing.compile("'x' + own('a')", Plain.TEXT, SCOPE).evaluate(Map.of()));

        assertThat(failure).hasMessage("own function own failed with IllegalStateException");
        assertThat(failure.kind()).isEqualTo(ExpressionFailed.Kind.FUNCTION);
        assertThat(failure.column()).isEqualTo(10);
    }

    @Test
    void that_never_return_to_the_ground_crash_nothing() {
        var endless = with(Plain.TEXT, Plain.TEXT, OwnFunctionsTest::again);

        assertThatThrownBy(() -> endless.compile("own('a')", Plain.TEXT, SCOPE).evaluate(Map.of()))
                .hasMessage("own function own failed with StackOverflowError");
    }

    @SuppressWarnings("InfiniteRecursion")
    private static Value again(Value value) {
        return again(Value.text(value + "a".substring(1)));
    }

    @Test
    @SuppressWarnings("NullAway") // what others may write
    void that_give_something_else_than_declared_are_named() {
        var wrong = with(Plain.TEXT, Plain.NUMBER, value -> value);
        var none = with(Plain.TEXT, Plain.NUMBER, value -> null);

        assertThatThrownBy(() -> wrong.compile("own('a')", Plain.ANY, SCOPE).evaluate(Map.of()))
                .hasMessage("own function own gave string, declared is number");
        assertThatThrownBy(() -> none.compile("own('a')", Plain.ANY, SCOPE).evaluate(Map.of()))
                .hasMessage("own function own gave Java's null, not a value");
    }

    @Test
    void take_and_give_lists_and_objects() {
        var money = new ExpressionType.Fields(Map.of("amount", Plain.NUMBER, "currency", Plain.TEXT));
        var reversed = with(
                new ExpressionType.ListOf(Plain.ANY),
                Plain.ANY,
                value -> Value.of(((Value.Items) value).items().reversed()));
        var same = with(money, money, value -> value);

        assertThat(reversed.compile("[1, 'a'].own()[0]", Plain.TEXT, SCOPE).evaluate(Map.of()))
                .isEqualTo(Value.text("a"));
        assertThat(same.compile("own({'amount': 5, 'currency': 'EUR'}).amount + 1", Plain.NUMBER, SCOPE)
                        .evaluate(Map.of()))
                .isEqualTo(Value.number(6));
        assertThatThrownBy(() -> reversed.compile("own(item.a)", Plain.ANY, SCOPE)
                        .evaluate(ExpressionFixture.item(Map.of("a", 1))))
                .hasMessage("own does not take (number)");
    }

    @Test
    void must_have_a_name_of_their_own() {
        assertThatThrownBy(() -> new CelExpressions(List.of(new Own("trim", Plain.TEXT, Plain.TEXT, value -> value))))
                .hasMessage("Own function 'trim' has the name of another function; give it one of its own");
        assertThatThrownBy(() -> new CelExpressions(List.of(new Own("_+_", Plain.TEXT, Plain.TEXT, value -> value))))
                .hasMessageEndingWith("has the name '_+_': a name is letters and digits, and begins with a letter");
    }
}
