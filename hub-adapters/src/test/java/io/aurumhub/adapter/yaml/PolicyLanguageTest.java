package io.aurumhub.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.adapter.TestExpressions;
import io.aurumhub.core.definition.Flapping;
import io.aurumhub.core.definition.Policies;
import io.aurumhub.core.definition.Policy;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SystemId;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How hub.yaml says how conflicts end. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class PolicyLanguageTest {

    private static final String FILE = """
        systems:
          crm: { rank: 1, connector: { type: rest, baseUrl: "http://127.0.0.1" } }
          shop: { rank: 2, connector: { type: rest, baseUrl: "http://127.0.0.1" } }
        entities:
          contact:
            fields:
              phone: { type: string, policy: { owner: shop } }
              score: { type: integer, policy: { expression: 'reported.value > golden.value' } }
              tags: { type: set, policy: union }
              note: { type: text, policy: manual }
              seen: { type: timestamp, policy: { latest: 30s } }
              street: string
              city: string
              zip: string
              country: string
            policy: latest
            flapping: { rounds: 5, within: 2h }
            groups:
              address: [street, city]
              region: { fields: [zip, country], policy: { expression: 'reported.value.country == "DE"' } }
        syncs:
          shop-contacts:
            system: shop
            entity: contact
            resource: { path: /contacts, key: id }
            fields: { phone: phone }
        """;

    private static Policies policies(String text) {
        var definitions = HubFile.read(text, "hub.yaml", name -> "x", new CompiledCheck(TestExpressions.library()));
        return Objects.requireNonNull(definitions.entities().get(new EntityName("contact")))
                .policies();
    }

    @Test
    void every_policy_has_a_form() {
        var policies = policies(FILE);

        assertThat(policies.of("phone")).isEqualTo(new Policy.Owner(new SystemId("shop")));
        assertThat(policies.of("score")).isEqualTo(new Policy.Chosen("reported.value > golden.value"));
        assertThat(policies.of("tags")).isEqualTo(new Policy.Union());
        assertThat(policies.of("note")).isEqualTo(new Policy.Manual());
        assertThat(policies.of("seen")).isEqualTo(new Policy.Latest(Duration.ofSeconds(30)));
        assertThat(policies.of("address")).isEqualTo(new Policy.Latest(Policy.Latest.USUAL_SKEW));
        assertThat(policies.of("region")).isInstanceOf(Policy.Chosen.class);
        assertThat(policies.groups())
                .containsEntry("address", List.of("street", "city"))
                .containsEntry("region", List.of("zip", "country"));
    }

    @Test
    void what_goes_back_and_forth_is_stopped_as_the_file_says_or_after_three_rounds_in_a_day() {
        assertThat(policies(FILE).flapping()).isEqualTo(new Flapping(5, Duration.ofHours(2)));
        assertThat(policies(FILE.replace("rounds: 5, ", "")).flapping())
                .isEqualTo(new Flapping(3, Duration.ofHours(2)));
        assertThat(policies(FILE.replace(", within: 2h", "")).flapping())
                .isEqualTo(new Flapping(5, Duration.ofHours(24)));
        assertThat(policies(FILE.replace("flapping: { rounds: 5, within: 2h }", ""))
                        .flapping())
                .isEqualTo(Flapping.USUAL);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        owner: shop | owner: shopp | there is no system 'shopp'; expected crm, shop; did you mean 'shop'?
        policy: manual | policy: manuel | expected priority, latest, union, manual; did you mean 'manual'?
        policy: manual | policy: { owner: crm, latest: 5m } | policy says owner and latest; expected priority
        policy: manual | policy: {} | policy says nothing; expected priority
        { latest: 30s } | { latest: soon } | latest is 'soon'; expected a duration
        policy: latest | policy: union | entities.contact.policy: union is for sets, lists, objects and json
        policy: latest | policy: { expression: 'true' } | an expression is about one field or one group
        [street, city] | [street, town] | contact has no field 'town'
        [street, city] | [street, zip] | 'zip' is in a group already
        [street, city] | [street, note] | 'note' has a policy of its own
        address: [ | city: [ | entities.contact.groups.city: a field has that name
        rounds: 5 | rounds: 1 | hub.yaml:17:25: entities.contact.flapping.rounds is '1'; expected a whole number from 2
        rounds: 5 | rounds: 11 | flapping.rounds is '11'; expected a whole number from 2 to 10
        rounds: 5 | round: 5 | flapping.round is not known; expected rounds, within; did you mean 'rounds'?
        within: 2h | within: 0s | flapping.within is zero; expected a duration
        within: 2h | within: 31d | flapping.within is longer than a system's turn is remembered; expected at most 30d
        within: 2h | within: long | flapping.within is 'long'; expected a duration
        reported.value > golden.value | reported.value > golden.vaule | no field 'vaule'
        reported.value.country | reported.value.city | no field 'city'
        """)
    void a_mistake_is_named_with_a_hint(String right, String wrong, String message) {
        assertThat(FILE).contains(right);

        assertThatThrownBy(() -> policies(FILE.replace(right, wrong)))
                .isInstanceOf(InvalidHubFile.class)
                .hasMessageContaining(message);
    }
}
