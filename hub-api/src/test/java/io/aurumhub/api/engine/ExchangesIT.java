package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Collides;
import io.aurumhub.core.connector.WriteOutcome.Refused;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is exchanged in an API that cannot write two records as one, what is left alone there, and what is put back. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@SuppressWarnings("NullAway.Init") // opened before each test
class ExchangesIT {

    private HubStage stage;
    private PaperSystem shop;

    @BeforeEach
    void open() {
        stage = HubStage.of("""
            systems:
              crm: { rank: 2, connector: { type: jdbc, url: "jdbc:sqlite:crm.db" } }
              shop: { rank: 1, connector: { type: rest, baseUrl: "http://127.0.0.1:9" } }
            entities:
              person:
                fields: { name: string, email: string, status: string, login: { type: string, required: true } }
                match: [ { exact: [name] } ]
            syncs:
              crm-people:
                system: crm
                entity: person
                resource: { table: person, key: id }
                fields: { name: name, email: email, status: status, login: login }
              shop-people:
                system: shop
                entity: person
                resource: { path: /people, key: id }
                fields: { name: name, email: email, status: status, login: login }
            """);
        shop = stage.system("shop");
        person("A", "a@x.org", "active", "ann");
        person("B", "b@x.org", "inactive", "bob");
        person("C", "c@x.org", "new", "cid");
        stage.deliver();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private void person(String name, String email, String status, String login) {
        stage.edit("crm-people", name, Map.of("name", name, "email", email, "status", status, "login", login));
    }

    /** By name, all that is held. */
    private Map<String, String> all() {
        var all = new TreeMap<String, String>();
        shop.rows("shop-people").values().forEach(row -> all.put(text(row, "name"), held(row)));
        return all;
    }

    private static String held(Map<String, Value> row) {
        return text(row, "email") + " " + text(row, "status") + " " + text(row, "login");
    }

    private static String text(Map<String, Value> row, String path) {
        return String.valueOf(row.get(path));
    }

    /** What was written under a path, each value once. */
    private List<String> written(String path) {
        var values = new ArrayList<String>();
        for (var write : shop.carriedOut()) {
            if (write instanceof Write.Update update && update.changes().containsKey(path)) {
                values.add(text(update.changes(), path));
            }
        }
        return values;
    }

    private void refusesEmails(WriteOutcome outcome, String... bad) {
        shop.answers(write ->
                write instanceof Write.Update update && List.of(bad).contains(text(update.changes(), "email"))
                        ? outcome
                        : null);
    }

    @Test
    void a_plain_refusal_is_no_collision_and_empties_nothing() {
        refusesEmails(new Refused("422: email is not valid"), "bad1", "bad2");
        person("A", "bad1", "inactive", "ann");
        person("B", "bad2", "active", "bob");

        stage.deliver();

        assertThat(stage.deliveries(DeliveryState.REFUSED))
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.refused()).isEqualTo("422: email is not valid"));
        assertThat(written("status")).isEmpty();
        assertThat(all()).containsEntry("A", "a@x.org active ann").containsEntry("B", "b@x.org inactive bob");
    }

    @ParameterizedTest
    @ValueSource(strings = {"409: email is taken", "422: {\"E-Mail\":1,\"email\":[\"not unique\"]}"})
    void a_collision_that_names_another_field_empties_nothing(String words) {
        refusesEmails(new Collides(words, Set.of(), null), "taken1", "taken2");
        person("A", "taken1", "inactive", "ann");
        person("B", "taken2", "active", "bob");

        stage.deliver();

        assertThat(stage.deliveries(DeliveryState.REFUSED))
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.refused()).isEqualTo(words));
        assertThat(written("status")).isEmpty();
    }

    @Test
    void a_collision_that_lists_another_field_empties_nothing() {
        refusesEmails(new Collides("no", Set.of("email"), null), "taken1", "taken2");
        person("A", "taken1", "inactive", "ann");
        person("B", "taken2", "active", "bob");

        stage.deliver();

        assertThat(written("status")).isEmpty();
    }

    @Test
    void a_collision_that_names_nothing_leaves_everything_as_it_was_where_the_exchange_does_not_help() {
        refusesEmails(new Collides("409", Set.of(), null), "taken1", "taken2");
        person("A", "taken1", "inactive", "ann");
        person("B", "taken2", "active", "bob");

        stage.deliver();

        assertThat(all()).containsEntry("A", "a@x.org active ann").containsEntry("B", "b@x.org inactive bob");
        assertThat(stage.deliveries(DeliveryState.REFUSED))
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.refused()).contains("409", "perhaps status stands in "));
        assertThat(stage.deliverOnce()).isFalse();
        stage.readAll("shop-people");
        stage.deliver();
        assertThat(all()).containsEntry("A", "a@x.org active ann");
        assertThat(stage.deliveries(DeliveryState.REFUSED)).hasSize(2);
    }

    @Test
    void only_the_field_that_collides_is_exchanged_though_others_are_swapped_too() {
        shop.unique("shop-people", "login");
        shop.namesNobody(words -> new Collides("409: " + words, Set.of(), null));
        person("A", "a@x.org", "inactive", "bob");
        person("B", "b@x.org", "active", "ann");

        stage.deliver();

        assertThat(all()).containsEntry("A", "a@x.org inactive bob").containsEntry("B", "b@x.org active ann");
        assertThat(written("status")).containsOnly("active", "inactive");
        assertThat(stage.deliveries(DeliveryState.OPEN)).isEmpty();
    }

    /** The first steps aside, the last takes its value, and then one of them is not taken. */
    @ParameterizedTest
    @ValueSource(strings = {"A", "B", "C"})
    void all_is_put_back_where_one_of_a_ring_is_refused_in_the_middle_of_it(String bad) {
        shop.unique("shop-people", "login");
        shop.namesNobody(words -> new Collides("409: " + words, Set.of(), null));
        var wanted = Map.of("A", "bob", "B", "cid", "C", "ann");
        var id = shop.rows("shop-people").entrySet().stream()
                .filter(row -> text(row.getValue(), "name").equals(bad))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        shop.answers(write -> write instanceof Write.Update update
                        && update.localId().equals(id)
                        && text(update.changes(), "login").equals(wanted.get(bad))
                        && shop.rows("shop-people").values().stream()
                                .noneMatch(row -> text(row, "login").equals(wanted.get(bad)))
                ? new Refused("422: no such login")
                : null);
        person("A", "a@x.org", "active", "bob");
        person("B", "b@x.org", "inactive", "cid");
        person("C", "c@x.org", "new", "ann");

        stage.deliver();

        assertThat(all())
                .containsEntry("A", "a@x.org active ann")
                .containsEntry("B", "b@x.org inactive bob")
                .containsEntry("C", "c@x.org new cid");
        assertThat(stage.deliveries(DeliveryState.REFUSED))
                .anySatisfy(one -> assertThat(one.refused()).isEqualTo("422: no such login"));
        stage.readAll("shop-people");
        assertThat(golden()).containsExactlyInAnyOrder("bob", "cid", "ann");

        shop.answers(write -> null);
        List.of("A", "B", "C").forEach(name -> stage.retry("crm-people", name, "shop"));
        stage.deliver();
        assertThat(all()).containsEntry("A", "a@x.org active bob").containsEntry("B", "b@x.org inactive cid");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void a_moment_of_silence_in_the_middle_of_a_ring_needs_nobody_to_go_on(int silent) {
        shop.unique("shop-people", "login");
        shop.namesNobody(words -> new Collides("409: " + words, Set.of(), null));
        person("D", "d@x.org", "old", "dan");
        stage.deliver();
        var single = new int[1];
        shop.answers(write -> {
            boolean exchanging = shop.rows("shop-people").values().stream()
                    .anyMatch(row -> text(row, "login").contains("~"));
            return exchanging && ++single[0] == silent ? new WriteOutcome.Unheard("a web page", false) : null;
        });
        person("A", "a@x.org", "active", "bob");
        person("B", "b@x.org", "inactive", "cid");
        person("C", "c@x.org", "new", "dan");
        person("D", "d@x.org", "old", "ann");

        for (int i = 0; i < 10 && !stage.deliveries(DeliveryState.OPEN).isEmpty(); i++) {
            try {
                stage.deliver();
            } catch (TransientFault unheard) {
                stage.waitLong();
            }
        }

        assertThat(all())
                .containsEntry("A", "a@x.org active bob")
                .containsEntry("B", "b@x.org inactive cid")
                .containsEntry("C", "c@x.org new dan")
                .containsEntry("D", "d@x.org old ann");
        assertThat(single[0]).isGreaterThanOrEqualTo(silent);
    }

    private List<String> golden() {
        return List.of("A", "B", "C").stream()
                .map(name -> String.valueOf(stage.golden("crm-people", name).get("login")))
                .toList();
    }

    @Test
    void a_value_that_the_system_keeps_in_its_own_form_is_never_heard_as_its_word() {
        cutsLogins();
        person("A", "a@x.org", "active", "bob");
        person("B", "b@x.org", "inactive", "ann");

        stage.deliver();
        stage.readAll("shop-people");
        stage.deliver();

        assertThat(all()).containsEntry("A", "a@x.org active bob").containsEntry("B", "b@x.org inactive ann");
        assertThat(stage.deliveries(DeliveryState.OPEN)).isEmpty();
        assertThat(stage.golden("crm-people", "A")).containsEntry("login", Value.text("bob"));
    }

    @Test
    void a_value_in_the_systems_own_form_is_put_back_where_the_exchange_fails() {
        cutsLogins();
        shop.answers(write -> write instanceof Write.Update update
                        && text(update.changes(), "login").equals("ann")
                        && !text(update.changes(), "email").equals("null")
                ? new Collides("409: login is taken", Set.of(), null)
                : null);
        person("A", "a@x.org", "active", "bob");
        person("B", "b2@x.org", "inactive", "ann");

        stage.deliver();
        stage.readAll("shop-people");
        stage.deliver();

        assertThat(all()).containsEntry("A", "a@x.org active ann").containsEntry("B", "b@x.org inactive bob");
        assertThat(stage.golden("crm-people", "A")).containsEntry("login", Value.text("bob"));
        assertThat(stage.deliveries(DeliveryState.REFUSED)).hasSize(2);
    }

    private void cutsLogins() {
        shop.unique("shop-people", "login");
        shop.namesNobody(words -> new Collides("409: " + words, Set.of(), null));
        shop.writesWith((path, value) ->
                path.equals(Value.text("login")) && value.toString().length() > 5
                        ? Value.text(value.toString().substring(0, 5))
                        : value);
    }
}
