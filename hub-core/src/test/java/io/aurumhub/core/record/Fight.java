package io.aurumhub.core.record;

import static io.aurumhub.core.record.DefinitionsFixture.CONTACT;
import static io.aurumhub.core.record.DefinitionsFixture.CRM;
import static io.aurumhub.core.record.DefinitionsFixture.LEADS;
import static io.aurumhub.core.record.DefinitionsFixture.SHOP;
import static io.aurumhub.core.record.DefinitionsFixture.WAREHOUSE;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.Disclosure;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldFlow;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.Policies;
import io.aurumhub.core.definition.Policy;
import io.aurumhub.core.record.GoldenRecordCommand.PinField;
import io.aurumhub.core.record.GoldenRecordCommand.Uphold;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Systems that some time after each write of the hub give one field a form of their own, and tell of it. */
final class Fight {

    private static final String[] MAPPED = {"name", "phone", "tags", "street", "city"};
    static final UnaryOperator<Value> UPPER = text(text -> text.toUpperCase(Locale.ROOT));
    static final UnaryOperator<Value> LOWER = text(text -> text.toLowerCase(Locale.ROOT));
    static final UnaryOperator<Value> TITLE = text(text ->
            text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1).toLowerCase(Locale.ROOT));
    private static final Provenance KIM = Provenance.of("kim");

    private static UnaryOperator<Value> text(UnaryOperator<String> form) {
        return value -> value instanceof Value.Text(String text) ? Value.text(form.apply(text)) : value;
    }

    final Story story;
    final Map<SystemId, UnaryOperator<Value>> forms = new LinkedHashMap<>();
    private final String field;
    final Map<SystemId, Integer> pushes = new LinkedHashMap<>();

    Fight(String field, Policies policies, boolean sensitive) {
        this.field = field;
        this.story = new Story(CONTACT, new FactsFixture(definitions(policies, sensitive)));
    }

    Fight(String field, Policies policies) {
        this(field, policies, false);
    }

    Fight with(SystemId system, UnaryOperator<Value> form) {
        forms.put(system, form);
        return this;
    }

    /** Crm tells of Bob, and all that is due is written. */
    Fight begin() {
        story.full(CRM, "C1", "name", "BOB", "phone", "1", "street", "Main", "city", "Bonn");
        return play();
    }

    Fight says(SystemId system, @Nullable Object... fields) {
        story.partial(system, id(system), fields);
        return this;
    }

    /** Until all is quiet; a breaker that does not work never ends. */
    Fight play() {
        for (int i = 0; i < 60 && !story.due().isEmpty(); i++) {
            var system = new SystemId(story.due().getFirst());
            story.deliver(system, id(system));
            pushes.merge(system, 1, Integer::sum);
            var form = forms.get(system);
            var held = story.copy(system).local().get(field);
            if (form != null && held != null && !form.apply(held).equals(held)) {
                story.report(story.reported(system, id(system)), Map.of(field, form.apply(held)), false);
            }
        }
        assertThat(story.due()).as("still due after %s", pushes).isEmpty();
        return this;
    }

    /** The systems that stand against the golden value, with what they hold. */
    Map<String, String> parked() {
        var parked = new LinkedHashMap<String, String>();
        story.record().copies().values().stream()
                .filter(copy -> !copy.open().isEmpty())
                .forEach(copy -> parked.put(
                        copy.id().system().value(),
                        copy.open() + " " + copy.local().get(field)));
        return parked;
    }

    List<Conflict> open() {
        return conflicts().stream().filter(Conflict::open).toList();
    }

    List<Conflict> conflicts() {
        return new ArrayList<>(story.conflicts());
    }

    Fight uphold(String unit) {
        story.send(new Uphold(Story.ID, 1, unit, story.facts, KIM));
        pushes.clear();
        return play();
    }

    Fight pin(@Nullable String value) {
        story.send(new PinField(
                Story.ID,
                field,
                value == null ? null : Value.text(value),
                new Pin("kim", null, null),
                story.facts,
                KIM));
        pushes.clear();
        return play();
    }

    private static String id(SystemId system) {
        return system.value().substring(0, 1).toUpperCase(Locale.ROOT) + "1";
    }

    private static Definitions definitions(Policies policies, boolean sensitive) {
        var name = new FieldDefinition("name", FieldType.STRING, false, null);
        var shown = sensitive
                ? new FieldDefinition("name", FieldType.STRING, false, null, name.shape(), name.limits(), true)
                : name;
        var contact = new EntityDefinition(
                        CONTACT,
                        DefinitionsFixture.fields(
                                shown,
                                FieldDefinition.of("phone", FieldType.STRING),
                                FieldDefinition.of("tags", FieldType.SET),
                                FieldDefinition.of("street", FieldType.STRING),
                                FieldDefinition.of("city", FieldType.STRING)),
                        List.of())
                .with(policies);
        var systems = List.of(CRM, SHOP, WAREHOUSE, LEADS);
        return Definitions.of(
                systems.stream()
                        .map(id -> DefinitionsFixture.system(id, 1 + systems.indexOf(id)))
                        .toList(),
                List.of(contact),
                systems.stream()
                        .map(id -> DefinitionsFixture.sync(
                                id,
                                CONTACT,
                                id.equals(LEADS) ? Direction.IN : Direction.BOTH,
                                DeleteRule.PROPAGATE,
                                maps(sensitive)))
                        .toList(),
                "test");
    }

    private static List<FieldMap> maps(boolean sensitive) {
        return DefinitionsFixture.same(MAPPED).stream()
                .map(map -> sensitive && map.golden().equals("name")
                        ? map.with(FieldFlow.FREE.with(new Disclosure(Disclosure.Kind.PLAIN, 0)))
                        : map)
                .toList();
    }

    static Policies policies(Map<String, Policy> named) {
        return new Policies(new Policy.Priority(), named, Map.of());
    }

    static Fight crmAndShop() {
        return new Fight("name", Policies.PRIORITY).with(CRM, UPPER).with(SHOP, LOWER);
    }
}
