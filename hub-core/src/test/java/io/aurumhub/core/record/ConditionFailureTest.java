package io.aurumhub.core.record;

import static io.aurumhub.core.record.DefinitionsFixture.CONTACT;
import static io.aurumhub.core.record.DefinitionsFixture.CRM;
import static io.aurumhub.core.record.DefinitionsFixture.SHOP;
import static io.aurumhub.core.record.DefinitionsFixture.same;
import static io.aurumhub.core.record.DefinitionsFixture.sync;
import static io.aurumhub.core.record.DefinitionsFixture.system;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.delivery.DeliveryPlan;
import io.aurumhub.core.expression.Expression;
import io.aurumhub.core.expression.ExpressionFailed;
import io.aurumhub.core.expression.ExpressionType;
import io.aurumhub.core.expression.Expressions;
import io.aurumhub.core.expression.FunctionDescription;
import io.aurumhub.core.expression.Scope;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.mapping.TextPatterns;
import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** A condition that fails for a reason of its own, such as an own function, after a record was accepted. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ConditionFailureTest {

    private boolean fails;

    @Test
    void a_delivery_whose_condition_cannot_be_told_is_refused_with_the_reason() {
        var facts = new FactsFixture(new Mappings(definitions(), TextPatterns.bounded(), null, new Moody()));
        var story = new Story(CONTACT, facts);
        story.full(CRM, "C1", "name", "Ann");
        assertThat(story.due()).containsExactly("shop");
        fails = true;

        var sync = facts.mappings().sync(SHOP, CONTACT).orElseThrow();
        var plan = DeliveryPlan.of(story.record(), CopyId.first(SHOP), sync, facts);

        assertThat(plan)
                .isInstanceOfSatisfying(
                        DeliveryPlan.Refuse.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo("syncs.shop-contact.when: it took too long"));
    }

    private static Definitions definitions() {
        var shop = sync(SHOP, CONTACT, Direction.BOTH, DeleteRule.PROPAGATE, same("name"));
        var conditional = new SyncDefinition(
                shop.id(),
                shop.system(),
                shop.entity(),
                shop.direction(),
                shop.resource(),
                shop.detect(),
                shop.fields(),
                shop.deletes(),
                shop.dependsOn(),
                "moody(record)",
                shop.drift(),
                shop.constants(),
                shop.deliver());
        return Definitions.of(
                List.of(system(CRM, 1), system(SHOP, 2)),
                List.of(DefinitionsFixture.contact()),
                List.of(sync(CRM, CONTACT, Direction.BOTH, DeleteRule.PROPAGATE, same("name")), conditional),
                "test");
    }

    /** Says yes to everything, until it fails. */
    private final class Moody implements Expressions {

        @Override
        public Expression compile(String text, ExpressionType result, Scope scope) {
            return new Expression() {
                @Override
                public String text() {
                    return text;
                }

                @Override
                public Set<String> reads(String variable) {
                    return Set.of();
                }

                @Override
                public Value evaluate(Map<String, Value> variables) {
                    if (fails) {
                        throw new ExpressionFailed(text, ExpressionFailed.Kind.LIMIT, 1, 1, "took too long");
                    }
                    return Value.flag(true);
                }
            };
        }

        @Override
        public List<FunctionDescription> functions() {
            return List.of();
        }
    }
}
