package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubTables.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurumhub.adapter.postgres.RecordQueries.RecordSummary;
import io.aurumhub.adapter.postgres.RecordQueries.Sought;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.Value;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WordSearchIT {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final EntityName CONTACT = new EntityName("contact");
    private static final Set<String> ALL = Set.of("name", "city", "o'clock");
    private static final int MOST_TO_SORT = 3;

    private DataSource source;
    private HubTables tables;
    private WordSearch search;

    @BeforeEach
    void a_search_that_takes_more_than_three_for_many() {
        source = HubTables.migrated().dataSource();
        tables = HubTables.in(source);
        search = new WordSearch(JdbcClient.create(source), MOST_TO_SORT);
    }

    private void contact(int number, String name, String city) {
        tables.record(
                id(number),
                "contact",
                HubJson.write(Map.of("name", Value.text(name), "city", Value.text(city))),
                "{}",
                NOW);
    }

    private void takeUp() {
        takeUp(definitions());
    }

    private void takeUp(Definitions definitions) {
        var index = new WordIndex(new JdbcTemplate(source), () -> definitions);
        for (var last = WordIndex.BEGIN; last != null; ) {
            last = index.walk(last);
        }
    }

    private static Definitions definitions() {
        return definitions("iban");
    }

    private static Definitions definitions(String sensitive) {
        var fields = Stream.of("name", "city", "o'clock", "iban")
                .collect(Collectors.toMap(name -> name, name -> FieldDefinition.of(name, FieldType.STRING)));
        fields.computeIfPresent(sensitive, (name, field) -> field.asSensitive());
        return Definitions.of(
                List.of(), List.of(new EntityDefinition(CONTACT, fields, List.of())), List.of(), "version");
    }

    private List<UUID> found(String text) {
        return found(text, ALL, Map.of(), null);
    }

    private List<UUID> found(String text, Set<String> in, Map<String, Value> equal, @Nullable UUID after) {
        return search.find(CONTACT, new Sought(equal, text, in), after, 4).stream()
                .map(RecordSummary::id)
                .toList();
    }

    @Test
    void the_beginnings_of_words_find_a_record_by_any_field_or_by_some() {
        contact(1, "Jörg Müller", "Köln");
        contact(2, "Anna Mulder", "Ulm");
        contact(3, "Ulf Klein", "Bonn");
        takeUp();

        assertThat(found("Mül")).containsExactly(id(1), id(2));
        assertThat(found("muel")).containsExactly(id(1));
        assertThat(found("mul JOR")).containsExactly(id(1));
        assertThat(found("ul")).containsExactly(id(2), id(3));
        assertThat(found("ul", Set.of("name"), Map.of(), null)).containsExactly(id(3));
        assertThat(found("ul", ALL, Map.of("city", Value.text("Ulm")), null)).containsExactly(id(2));
        assertThat(found("üll")).isEmpty();
        assertThat(found("ul", Set.of(), Map.of(), null)).isEmpty();
    }

    @Test
    void few_and_many_come_in_the_order_of_ids_page_by_page() {
        for (int number = 9; number > 0; number--) {
            contact(number, "Müller", "Ulm " + number);
        }
        takeUp();

        assertThat(found("mü")).containsExactly(id(1), id(2), id(3), id(4));
        assertThat(found("mü", ALL, Map.of(), id(4))).containsExactly(id(5), id(6), id(7), id(8));
        assertThat(found("mü", ALL, Map.of(), id(8))).containsExactly(id(9));
        assertThat(found("mü", ALL, Map.of(), id(9))).isEmpty();
        assertThat(found("mü", ALL, Map.of("city", Value.text("Ulm 9")), null)).containsExactly(id(9));
    }

    @Test
    void a_changed_record_is_found_by_its_new_words_only_and_a_deleted_one_not_at_all() {
        contact(1, "Müller", "Ulm");
        contact(2, "Müller", "Ulm");
        takeUp();
        tables.client()
                .sql("update hub_read.golden_record set fields = '{\"name\": \"Maier\"}', changed_at = :at"
                        + " where record_id = :id")
                .param("id", id(1))
                .param("at", Columns.time(NOW.plusSeconds(1)))
                .update();
        tables.deleted(id(2));
        takeUp();

        assertThat(found("mai")).containsExactly(id(1));
        assertThat(found("mül")).isEmpty();
    }

    @Test
    void sensitive_fields_have_no_words() {
        tables.record(id(1), "contact", "{\"iban\": \"DE89370400440532013000\", \"name\": \"Ann\"}", "{}", NOW);
        takeUp();

        assertThat(found("de89", Set.of("iban", "name"), Map.of(), null)).isEmpty();
        assertThat(found("ann")).containsExactly(id(1));
    }

    @Test
    void words_of_a_field_that_became_sensitive_go_at_once_and_those_of_one_that_is_so_no_more_come() {
        contact(1, "Ann", "Ulm");
        tables.record(id(2), "contact", "{\"o'clock\": \"Ten\", \"iban\": \"DE89\"}", "{}", NOW);
        takeUp(definitions("none"));
        assertThat(found("ten")).containsExactly(id(2));

        new WordIndex(new JdbcTemplate(source), () -> definitions("o'clock")).walk(WordIndex.BEGIN);
        assertThat(found("ten")).isEmpty();
        assertThat(found("de89", Set.of("iban"), Map.of(), null)).containsExactly(id(2));
        assertThat(found("ann")).containsExactly(id(1));

        takeUp(definitions());
        assertThat(found("de89", Set.of("iban"), Map.of(), null)).isEmpty();
        assertThat(found("ten")).as("not sensitive any more").containsExactly(id(2));
    }

    @Test
    void a_hub_that_starts_with_other_definitions_makes_the_words_anew() {
        try (var fixture = new HubFixture()) {
            fixture.submit(HubFixture.contact(HubFixture.CRM, "1", "Ada", "ada@example.org", "Köln"));
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(words(fixture)).contains("city:koeln"));
            fixture.hub.close();

            fixture.hub = PostgresHub.open(
                    fixture.source, new Mappings(sensitiveCity(HubFixture.definitions())), Clock.systemUTC(), "node-1");

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(words(fixture)).contains("name:ada").doesNotContain("city:"));
        }
    }

    private static Definitions sensitiveCity(Definitions definitions) {
        var contact = definitions.entity(HubFixture.CONTACT).orElseThrow();
        var fields = new java.util.LinkedHashMap<>(contact.fields());
        fields.computeIfPresent("city", (name, field) -> field.asSensitive());
        return Definitions.of(
                definitions.systems().values(),
                List.of(new EntityDefinition(HubFixture.CONTACT, fields, contact.match())),
                definitions.syncsOf(HubFixture.CONTACT),
                "sensitive");
    }

    private static String words(HubFixture fixture) {
        return String.join(" ", fixture.database.queryForList("select words::text from hub_read.words", String.class));
    }

    @Test
    void no_name_and_no_text_breaks_out_of_the_query() {
        tables.record(id(1), "contact", "{\"o'clock\": \"It's a 'quoted' \\\\word\"}", "{}", NOW);
        takeUp();

        assertThat(found("quot")).containsExactly(id(1));
        assertThat(found("') | 'x")).isEmpty();
        assertThat(found("\\word:*'")).containsExactly(id(1));
    }

    @Test
    void a_hub_takes_up_what_is_written_and_what_an_older_one_has_left() {
        try (var fixture = new HubFixture()) {
            fixture.submit(HubFixture.contact(HubFixture.CRM, "1", "Ada", "ada@example.org", "Köln"));
            awaitFound(fixture, "kol");

            fixture.database.execute("truncate hub_read.words");
            fixture.hub.replays().rebuild();
            awaitFound(fixture, "koel");
        }
    }

    private static void awaitFound(HubFixture fixture, String text) {
        var queries = HubQueries.of(fixture.testDatabase.dataSource(), HubFixture.definitions(), Clock.systemUTC());
        var fields = HubFixture.definitions()
                .entity(HubFixture.CONTACT)
                .orElseThrow()
                .fields()
                .keySet();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(queries.records()
                                .search(HubFixture.CONTACT, new Sought(Map.of(), text, fields), Slice.Wanted.first(9))
                                .items())
                        .hasSize(1));
    }
}
