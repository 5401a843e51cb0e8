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
import io.aurumhub.core.definition.DeliverySettings;
import io.aurumhub.core.definition.DeliverySettings.Every;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.delivery.DeliveryPlan;
import io.aurumhub.core.delivery.NextStep;
import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Crm tells of names and cities; the shop wants every step of the names. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class NextStepTest {

    private static final CopyId COPY = CopyId.first(SHOP);

    private Story story = story(1, 2);

    private static Story story(int rankOfCrm, int rankOfShop) {
        var definitions = Definitions.of(
                List.of(system(CRM, rankOfCrm), system(SHOP, rankOfShop)),
                List.of(DefinitionsFixture.contact()),
                List.of(
                        sync(CRM, CONTACT, Direction.BOTH, DeleteRule.PROPAGATE, same("name", "city")),
                        withSteps(sync(SHOP, CONTACT, Direction.BOTH, DeleteRule.PROPAGATE, same("name")))),
                "test");
        return new Story(CONTACT, new FactsFixture(definitions));
    }

    private static SyncDefinition withSteps(SyncDefinition sync) {
        var usual = DeliverySettings.USUAL;
        return new SyncDefinition(
                sync.id(),
                sync.system(),
                sync.entity(),
                sync.direction(),
                sync.resource(),
                sync.detect(),
                sync.fields(),
                sync.deletes(),
                sync.dependsOn(),
                sync.when(),
                sync.drift(),
                sync.constants(),
                new DeliverySettings(
                        Every.STEP, usual.onItemError(), usual.onBatchError(), usual.batch(), usual.attempts()));
    }

    private void crmSays(String... names) {
        for (var name : names) {
            story.partial(CRM, "C1", "name", name);
        }
    }

    private GoldenRecord next() {
        return next(state -> state);
    }

    private GoldenRecord next(UnaryOperator<GoldenRecord> memory) {
        var sync = story.facts.mappings().sync(SHOP, CONTACT).orElseThrow();
        var search = new NextStep(story.record(), COPY, sync, story.facts);
        for (long revision = 1; revision <= story.revision(); revision++) {
            if (!search.test(memory.apply(story.asOf(revision)))) {
                break;
            }
        }
        return search.found();
    }

    private static Value name(GoldenRecord record) {
        return record.values().getOrDefault("name", Value.nothing());
    }

    private DeliveryPlan plan(GoldenRecord step) {
        var sync = story.facts.mappings().sync(SHOP, CONTACT).orElseThrow();
        return DeliveryPlan.of(step, COPY, sync, story.facts);
    }

    /** Writes the step as a worker does. */
    private void write(GoldenRecord step) {
        var send = (DeliveryPlan.Send) plan(step);
        var copy = story.copy(COPY);
        story.confirm(
                new Story.Plan(copy, step.revision(), send.written(), Map.of()),
                new GoldenRecordCommand.Stored(
                        "S1",
                        io.aurumhub.core.mapping.LocalFields.with(copy.local(), send.written()),
                        null,
                        null,
                        story.facts.tick(java.time.Duration.ofSeconds(1))));
    }

    @Test
    void is_the_first_revision_that_the_system_was_owed() {
        crmSays("a", "b");

        assertThat(name(next())).isEqualTo(Value.text("a"));
        assertThat(next().revision()).isOne();
    }

    @Test
    void follows_the_one_that_was_confirmed_until_none_is_left() {
        crmSays("a", "b", "a");

        write(next());
        assertThat(story.due()).containsExactly("shop");
        assertThat(name(next())).isEqualTo(Value.text("b"));
        write(next());
        assertThat(name(next())).isEqualTo(Value.text("a"));
        write(next());

        assertThat(story.due()).isEmpty();
        assertThat(story.copy(COPY).held()).isEqualTo(story.revision());
    }

    @Test
    void is_no_revision_that_changes_nothing_there() {
        crmSays("a");
        write(next());
        story.partial(CRM, "C1", "city", "Bonn");
        assertThat(story.due()).isEmpty();
        crmSays("b");

        assertThat(next().revision()).isEqualTo(story.revision());
    }

    @Test
    void is_none_from_before_the_system_was_connected() {
        crmSays("a", "b", "c");

        var found = next(state -> state.revision() < 3 ? unconnected(state) : state);

        assertThat(name(found)).isEqualTo(Value.text("c"));
    }

    private static GoldenRecord unconnected(GoldenRecord state) {
        return new GoldenRecord(
                state.id(),
                state.entity(),
                state.revision(),
                state.deletion(),
                state.fields(),
                Map.of(),
                state.pins(),
                state.turns(),
                state.matchKeys());
    }

    @Test
    void does_not_take_back_what_the_system_itself_has_said_since() {
        story = story(2, 1);
        crmSays("a");
        write(next());
        crmSays("b");
        story.partial(SHOP, "S1", "name", "x");

        assertThat(story.golden()).containsEntry("name", "x");
        assertThat(plan(next())).isInstanceOfAny(DeliveryPlan.AlreadyEqual.class, DeliveryPlan.Obsolete.class);
    }

    @Test
    void is_no_delete_that_was_taken_back() {
        crmSays("a", "b");
        write(next());
        story.gone(CRM, "C1");
        story.rollBack(2);

        assertThat(next().deleted()).isFalse();
        assertThat(name(next())).isEqualTo(Value.text("b"));
    }

    @Test
    void is_the_delete_once_all_before_it_was_written() {
        crmSays("a");
        write(next());
        crmSays("b");
        story.gone(CRM, "C1");

        assertThat(name(next())).isEqualTo(Value.text("b"));
        write(next());
        assertThat(next().deleted()).isTrue();
    }

    @Test
    void that_is_refused_stays_refused_although_later_ones_are_wanted() {
        crmSays("a", "b");

        story.refuse(SHOP, next().revision(), "no");

        assertThat(story.copy(COPY).refused()).isEqualTo("no");
        story.retry(SHOP);
        assertThat(name(next())).isEqualTo(Value.text("a"));
    }
}
