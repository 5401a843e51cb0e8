package io.aurumhub.api.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.yaml.HubFile;
import io.aurumhub.core.history.HistoryEntry;
import io.aurumhub.core.privacy.Privacy;
import io.aurumhub.core.privacy.SensitiveFields;
import io.aurumhub.core.record.Conflict;
import io.aurumhub.core.record.GoldenRecordEvent;
import io.aurumhub.core.record.Observation;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Value;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class RedactedEventTest {

    private static final SensitiveFields FIELDS =
            new Privacy(HubFile.read("""
                systems:
                  shop: { rank: 1, connector: { type: rest, baseUrl: "http://127.0.0.1:1" } }
                entities:
                  contact:
                    fields: { name: string, ssn: { type: string, sensitive: true } }
                syncs:
                  shop-contacts:
                    system: shop
                    entity: contact
                    resource: { path: /contacts, key: id }
                    fields: { name: label, ssn: person.tax }
                """, "hub.yaml", name -> null)).of(new EntityName("contact"));

    private static Map<String, Value> shown(Map<String, ?> payload) {
        var values = new LinkedHashMap<String, Value>();
        payload.forEach((name, value) -> values.put(name, Value.of(value)));
        var entry = new HistoryEntry(
                new GoldenRecordId(new UUID(0, 1)),
                1,
                "any",
                Instant.EPOCH,
                "admin",
                null,
                null,
                null,
                "1",
                null,
                values);
        return RedactedEvent.of(entry, FIELDS).payload();
    }

    @Test
    void every_member_of_every_event_is_known() {
        var members = Stream.concat(
                        Stream.of(GoldenRecordEvent.class.getPermittedSubclasses()),
                        Stream.of(Observation.class, Conflict.class))
                .flatMap(type -> Stream.of(type.getRecordComponents()))
                .map(RecordComponent::getName);

        assertThat(members.distinct())
                .allSatisfy(member -> assertThat(
                                RedactedEvent.PLAIN.contains(member) || RedactedEvent.TELLING.contains(member))
                        .as("Whether " + member + " holds values of fields must be said in RedactedEvent")
                        .isTrue());
        assertThat(RedactedEvent.PLAIN).doesNotContainAnyElementsOf(RedactedEvent.TELLING);
    }

    @Test
    void values_are_masked_wherever_an_event_holds_them() {
        var local = Map.of("label", "Ann", "person", Map.of("tax", "078"));
        var shown = shown(Map.of(
                "fields", Map.of("name", "Ann", "ssn", "078"),
                "observation", Map.of("copy", "shop#1", "localId", "7", "local", local),
                "conflicts", List.of(Map.of("field", "ssn", "winner", "078", "loser", "079", "rule", "priority")),
                "matchKeys", List.of("name|3:ann", "ssn|3:078")));

        assertThat(shown.get("fields")).isEqualTo(Value.of(Map.of("name", "Ann", "ssn", "***")));
        assertThat(String.valueOf(shown.get("observation")))
                .contains("\"localId\":\"7\"", "\"label\":\"Ann\"", "\"tax\":\"***\"")
                .doesNotContain("078");
        assertThat(String.valueOf(shown.get("conflicts")))
                .contains("\"winner\":\"***\"", "\"loser\":\"***\"", "\"rule\":\"priority\"")
                .doesNotContain("07");
        assertThat(shown.get("matchKeys")).isEqualTo(Value.of(List.of("name|3:ann", "ssn|***")));
    }

    @Test
    void what_was_written_and_decreed_is_masked() {
        assertThat(shown(Map.of("copy", "shop", "written", Map.of("person.tax", "078", "label", "Ann")))
                        .toString())
                .contains("\"person.tax\":\"***\"", "\"label\":\"Ann\"");
        assertThat(shown(Map.of("copy", "shop", "sent", Map.of("person.tax", "078")))
                        .toString())
                .doesNotContain("078");
        assertThat(shown(Map.of("copy", "shop", "readBack", Map.of("person", Map.of("tax", "078"))))
                        .toString())
                .doesNotContain("078");
        assertThat(shown(Map.of("field", "ssn", "value", "078"))).containsEntry("value", Value.text("***"));
        assertThat(shown(Map.of("field", "name", "value", "Ann"))).containsEntry("value", Value.text("Ann"));
    }

    @Test
    void of_a_conflict_about_a_whole_record_the_sensitive_fields_are_masked() {
        var conflict = Map.of("field", "*", "winner", Map.of("name", "Ann", "ssn", "078"));

        assertThat(shown(Map.of("conflicts", List.of(conflict))).toString())
                .contains("\"name\":\"Ann\"", "\"ssn\":\"***\"");
    }

    @Test
    void what_nobody_knows_is_masked() {
        assertThat(shown(Map.of("news", "078"))).containsEntry("news", Value.text("***"));
        assertThat(shown(Map.of("fields", "078"))).containsEntry("fields", Value.text("***"));
        assertThat(shown(Map.of("conflicts", List.of("078"))).toString()).doesNotContain("078");
        var nothing = shown(Collections.singletonMap("matchKeys", Value.nothing()));
        assertThat(nothing).containsEntry("matchKeys", Value.nothing());
    }
}
