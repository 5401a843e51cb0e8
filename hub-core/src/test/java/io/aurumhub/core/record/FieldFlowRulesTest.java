package io.aurumhub.core.record;

import static io.aurumhub.core.record.DefinitionsFixture.CONTACT;
import static io.aurumhub.core.record.DefinitionsFixture.CRM;
import static io.aurumhub.core.record.DefinitionsFixture.SHOP;
import static io.aurumhub.core.record.DefinitionsFixture.WAREHOUSE;
import static io.aurumhub.core.record.DefinitionsFixture.fields;
import static io.aurumhub.core.record.DefinitionsFixture.same;
import static io.aurumhub.core.record.DefinitionsFixture.sync;
import static io.aurumhub.core.record.DefinitionsFixture.system;
import static io.aurumhub.core.record.Story.local;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.Disclosure;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldFlow;
import io.aurumhub.core.definition.FieldLimits;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldShape;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.UpdateRule;
import io.aurumhub.core.shared.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Fields that move one way only, or not always. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class FieldFlowRulesTest {

    private final Story story = new Story(CONTACT, new FactsFixture(definitions()));

    @BeforeEach
    void ann_is_everywhere() {
        story.full(CRM, "C1", "name", "Ann", "phone", "1", "pin", "1234");
        story.deliver(SHOP, "S1");
        story.deliver(WAREHOUSE, "W1");
        assertThat(story.due()).isEmpty();
    }

    @Test
    void a_field_that_is_only_read_is_never_owed() {
        story.partial(CRM, "C1", "phone", "2");

        assertThat(story.due()).isEmpty();
        assertThat(story.copy(SHOP).local()).doesNotContainKey("phone");
    }

    @Test
    void what_a_system_says_of_a_field_that_it_only_gives_is_judged_like_any_other() {
        story.partial(CRM, "C1", "phone", "2");

        var events = story.partial(SHOP, "S1", "phone", "3");

        assertThat(GoldenRecordRulesTest.changed(events).conflicts()).hasSize(1);
        assertThat(story.golden()).containsEntry("phone", "2");
        assertThat(story.due()).isEmpty();
    }

    @Test
    void a_field_that_is_written_at_creation_only_is_not_updated() {
        assertThat(story.copy(SHOP).local()).containsEntry("name", Value.text("Ann"));

        story.partial(CRM, "C1", "name", "Anna");

        assertThat(story.due()).containsExactly("warehouse");
    }

    @Test
    void a_field_that_is_written_only_where_there_is_nothing_is_written_once() {
        story.partial(CRM, "C1", "email", "ann@example.org");
        assertThat(story.due()).containsExactly("shop");
        story.deliver(SHOP, "S1");
        assertThat(story.copy(SHOP).local()).containsEntry("email", Value.text("ann@example.org"));

        story.partial(CRM, "C1", "email", "anna@example.org");

        assertThat(story.due()).isEmpty();
    }

    @Test
    void a_new_record_gets_the_fallback_of_the_system_that_says_nothing() {
        var other = new Story(CONTACT, new FactsFixture(definitions()));

        other.full(WAREHOUSE, "W2", "name", "Bob");

        assertThat(other.golden()).containsEntry("city", "Berlin");
        assertThat(story.golden()).as("crm has none").doesNotContainKey("city");
    }

    @Test
    void a_target_that_cuts_a_field_that_it_never_gives_is_written_once() {
        story.partial(CRM, "C1", "city", "Hamburg");
        assertThat(story.due()).containsExactly("warehouse");

        story.deliver(WAREHOUSE, "W1", stored -> local("name", "Ann", "city", "Ham", "pin", "12"));

        assertThat(story.due()).isEmpty();
        assertThat(story.golden()).containsEntry("city", "Hamburg");
    }

    @Test
    void a_sensitive_field_goes_nowhere_or_in_disguise() {
        assertThat(story.copy(SHOP).local()).doesNotContainKey("pin");
        assertThat(story.copy(WAREHOUSE).local()).containsEntry("pin", Value.text("12"));

        story.partial(WAREHOUSE, "W1", "pin", "99");

        assertThat(story.golden()).as("the disguise says nothing of the value").containsEntry("pin", "1234");
    }

    private static Definitions definitions() {
        var pin = new FieldDefinition("pin", FieldType.STRING, false, null, FieldShape.NONE, FieldLimits.NONE, true);
        var contact = new EntityDefinition(
                CONTACT,
                fields(
                        FieldDefinition.of("name", FieldType.STRING),
                        FieldDefinition.of("email", FieldType.EMAIL),
                        FieldDefinition.of("phone", FieldType.STRING),
                        FieldDefinition.of("city", FieldType.STRING),
                        pin),
                List.of(List.of("email")));
        return Definitions.of(
                List.of(system(CRM, 1), system(SHOP, 2), system(WAREHOUSE, 3)),
                List.of(contact),
                List.of(
                        sync(
                                CRM,
                                CONTACT,
                                Direction.BOTH,
                                DeleteRule.PROPAGATE,
                                same("name", "email", "phone", "city", "pin")),
                        sync(
                                SHOP,
                                CONTACT,
                                Direction.BOTH,
                                DeleteRule.PROPAGATE,
                                List.of(
                                        map("name", Direction.BOTH, UpdateRule.NEVER, null, null),
                                        map("email", Direction.BOTH, UpdateRule.IF_EMPTY, null, null),
                                        map("phone", Direction.IN, UpdateRule.ALWAYS, null, null),
                                        FieldMap.named("pin", "pin"))),
                        sync(
                                WAREHOUSE,
                                CONTACT,
                                Direction.BOTH,
                                DeleteRule.PROPAGATE,
                                List.of(
                                        FieldMap.named("name", "name"),
                                        map("city", Direction.OUT, UpdateRule.ALWAYS, Value.text("Berlin"), null),
                                        map(
                                                "pin",
                                                Direction.BOTH,
                                                UpdateRule.ALWAYS,
                                                null,
                                                new Disclosure(Disclosure.Kind.TRUNCATE, 2))))),
                "test");
    }

    private static FieldMap map(
            String name,
            Direction direction,
            UpdateRule update,
            @Nullable Value fallback,
            @Nullable Disclosure disclosure) {
        return FieldMap.named(name, name).with(new FieldFlow(direction, update, fallback, disclosure, false));
    }
}
