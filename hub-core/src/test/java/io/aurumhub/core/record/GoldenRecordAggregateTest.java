package io.aurumhub.core.record;

import static io.aurumhub.core.record.DefinitionsFixture.CONTACT;
import static io.aurumhub.core.record.DefinitionsFixture.CRM;
import static io.aurumhub.core.record.DefinitionsFixture.SHOP;
import static io.aurumhub.core.record.Story.local;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.record.GoldenRecordCommand.Report;
import io.aurumhub.core.record.GoldenRecordCommand.ReportGone;
import io.aurumhub.core.record.GoldenRecordCommand.Reported;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Once through Axon: the shell asks the rules, applies what they say, and marks every event with its circumstances. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class GoldenRecordAggregateTest {

    private final AggregateTestFixture<GoldenRecordAggregate> axon =
            new AggregateTestFixture<>(GoldenRecordAggregate.class);
    private final FactsFixture facts = new FactsFixture(DefinitionsFixture.definitions());
    private final UUID run = UUID.fromString("01970000-0000-7000-8000-00000000000a");
    private final Provenance cause = new Provenance("system:crm", run, "nightly", "trace-1");

    @Test
    void every_command_is_handled() {
        var handled = Stream.of(GoldenRecordAggregate.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(CommandHandler.class))
                .map(method -> method.getParameterTypes()[0])
                .toList();

        assertThat(handled).contains(GoldenRecordCommand.class.getPermittedSubclasses());
    }

    private Report report(SystemId system, String localId, Map<String, Value> fields) {
        var reported = new Reported(system, CONTACT, localId, null, null, null, "change-1");
        return new Report(Story.ID, reported, fields, true, facts, cause);
    }

    private List<GoldenRecordEvent> decided(GoldenRecordCommand... commands) {
        GoldenRecord record = null;
        var events = new ArrayList<GoldenRecordEvent>();
        for (var command : commands) {
            for (var event : GoldenRecordRules.decide(record, command)) {
                record = GoldenRecord.evolve(record, event);
                events.add(event);
            }
        }
        return events;
    }

    @Test
    void the_first_report_creates_the_record_and_tells_who_why_and_by_which_rules() {
        var command = report(CRM, "C1", local("name", "Ann"));

        axon.givenNoPriorActivity()
                .when(command)
                .expectSuccessfulHandlerExecution()
                .expectEvents(decided(command).toArray());

        EventMessage<?> stored =
                axon.getEventStore().readEvents(Story.ID.toString()).next();
        assertThat(stored.getMetaData())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        EventKeys.ACTOR, "system:crm",
                        EventKeys.RULES, "test",
                        EventKeys.SYSTEM, "crm",
                        EventKeys.RUN, run.toString(),
                        EventKeys.REASON, "nightly",
                        EventKeys.TRACE, "trace-1"));
    }

    @Test
    void a_later_report_is_decided_on_what_the_events_say() {
        var first = report(CRM, "C1", local("name", "Ann"));
        var second = report(SHOP, "S1", local("full_name", "Anne"));
        var events = decided(first, second);

        axon.given(events.getFirst()).when(second).expectEvents(events.getLast());
    }

    @Test
    void an_echo_appends_nothing() {
        var first = report(CRM, "C1", local("name", "Ann"));

        axon.given(decided(first).toArray()).when(first).expectNoEvents().expectSuccessfulHandlerExecution();
    }

    @Test
    void a_delete_goes_through_the_shell_too() {
        var first = report(CRM, "C1", local("name", "Ann"));
        var gone = new ReportGone(Story.ID, first.reported(), facts, cause);
        var events = decided(first, gone);

        axon.given(events.getFirst()).when(gone).expectEvents(events.getLast());
    }
}
