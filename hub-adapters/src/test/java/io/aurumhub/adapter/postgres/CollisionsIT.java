package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubTables.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.postgres.Collisions.Held;
import io.aurumhub.adapter.postgres.Collisions.Other;
import io.aurumhub.adapter.postgres.Collisions.Place;
import io.aurumhub.adapter.postgres.Collisions.Sought;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Who holds a value that a system does not want a second time. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class CollisionsIT {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Place PLACE = new Place(HubFixture.SHOP, HubFixture.CONTACT);
    private static final int MANY = 40_000;
    private static final int FIELDS = 10;
    private static final int CREATES = 200;

    private final DataSource source = HubTables.migrated().dataSource();
    private final JdbcTemplate database = new JdbcTemplate(source);
    private final HubTables tables = HubTables.in(source);
    private final Collisions collisions = new Collisions(database);

    @Test
    void two_thousand_values_among_forty_thousand_copies_are_found_by_indexes() {
        fill();
        database.update("update hub_read.crosswalk set wanted = 4, local = local || '{\"local5\": \"7-5 new\"}'"
                + " where local_id like '%7'");
        var sought = new ArrayList<Sought>();
        for (int create = 0; create < CREATES; create++) {
            for (int field = 0; field < FIELDS; field++) {
                var value = Value.text(create + "-" + field + (field == 3 ? "" : " new"));
                sought.add(new Sought(new Held("local" + field, value), "golden" + field, value));
            }
        }

        var moving = collisions.moving(PLACE, sought.stream().map(Sought::held).toList());
        var holding = collisions.holding(PLACE, sought);

        assertThat(holding).hasSize(CREATES);
        assertThat(moving).as("those that move, and hold what only one may").hasSize(CREATES / 10);
        var paths = new String[] {"local3", "local5"};
        var values = new String[] {"\"7-3\"", "\"7-5 new\""};
        var golden = new String[] {"{\"golden3\": \"7-3\"}", "{\"golden5\": \"7-5 new\"}"};
        var shop = PLACE.system().value();
        var contact = PLACE.entity().value();
        assertThat(plan(Collisions.HOLDERS, paths, values, golden, contact, shop, contact))
                .contains("golden_record_fields")
                .doesNotContain("Seq Scan");
        assertThat(plan(Collisions.MOVING_HOLDERS, paths, values, shop, contact, shop, contact))
                .contains("Hash Join")
                .doesNotContain("Seq Scan");
    }

    @Test
    void what_was_just_written_is_sorted_in_before_many_values_are_looked_for() {
        fill();

        collisions.holding(PLACE, List.of(new Sought(held("local3", "7-3"), "golden3", Value.text("7-3"))));

        assertThat(database.queryForObject(SearchIndex.SORT_FIELDS_IN, Long.class))
                .as("pages that were left to be sorted in")
                .isZero();
    }

    private String plan(String query, Object... parameters) {
        return String.join("\n", database.queryForList("explain " + query, String.class, parameters));
    }

    @Test
    void those_that_are_about_to_change_or_refused_to_are_found_by_what_they_hold_and_no_others() {
        for (int number = 1; number <= 6; number++) {
            contact(number, "{\"mail\": \"b@x\"}", "{\"to\": {\"mail\": \"a@x\"}}");
        }
        tables.due(id(1), "shop", 0, null).refused(id(2), "shop", "no").skipped(id(3), "shop", "no");
        tables.due(id(5), "shop", 0, null).due(id(6), "shop", 0, null);
        database.update("update hub_read.crosswalk set entity = 'order' where record_id = ?", id(5));
        database.update("update hub_read.crosswalk set system = 'crm' where record_id = ?", id(6));

        var moving = collisions.moving(PLACE, List.of(held("to.mail", "a@x"), held("mail", "a@x"), held("x", "b@x")));

        assertThat(moving).extracting(other -> other.key().record().value()).containsExactly(id(1), id(2), id(3));
        assertThat(moving).extracting(Other::moving).containsExactly(true, false, false);
        assertThat(moving).extracting(Other::refused).containsExactly(false, true, true);
        assertThat(moving.getFirst().localId()).isEqualTo("S-1");
    }

    @Test
    void those_that_keep_a_value_are_found_by_what_it_is_in_golden_terms() {
        contact(1, "{\"email\": \"a@x\"}", "{\"mail\": \"A@X\"}");
        contact(2, "{\"email\": \"a@x\"}", "{\"mail\": \"other\"}");
        contact(3, "{\"name\": \"a@x\"}", "{\"mail\": \"A@X\"}");

        assertThat(collisions.holding(PLACE, List.of(new Sought(held("mail", "A@X"), "email", Value.text("a@x")))))
                .extracting(other -> other.key().record().value())
                .containsExactly(id(1));
        assertThat(collisions.holding(PLACE, List.of())).isEmpty();
    }

    @Test
    void what_more_hold_than_can_be_told_apart_names_nobody() {
        for (int number = 0; number <= Collisions.MOST_HOLDERS; number++) {
            contact(
                    number,
                    "{\"land\": \"DE\", \"mail\": \"m%d\"}".formatted(number),
                    "{\"land\": \"DE\", \"mail\": \"m%d\"}".formatted(number));
            tables.due(id(number), "shop", 0, null);
        }
        var held = List.of(held("land", "DE"), held("mail", "m7"));

        assertThat(collisions.moving(PLACE, held)).extracting(Other::localId).containsExactly("S-7");
        assertThat(collisions.holding(
                        PLACE,
                        held.stream()
                                .map(one -> new Sought(one, one.path(), one.value()))
                                .toList()))
                .extracting(Other::localId)
                .containsExactly("S-7");
    }

    private void contact(int number, String golden, String local) {
        tables.record(id(number), "contact", golden, "{}", NOW)
                .copy(id(number), "shop", "contact", "S-" + number, local);
    }

    private static Held held(String path, String value) {
        return new Held(path, Value.text(value));
    }

    private void fill() {
        database.update("""
            insert into hub_read.golden_record
                (record_id, entity, revision, deleted, fields, provenance, match_keys, changed_at)
            select ('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'contact', 3, false,
                   (select jsonb_object_agg('golden' || f, n || '-' || f) from generate_series(0, ? - 1) f),
                   '{}', '{}', now()
            from generate_series(0, ? - 1) n\
            """, FIELDS, MANY);
        database.update("""
            insert into hub_read.crosswalk
                (record_id, system, number, entity, local_id, state, local, sent, held, wanted)
            select record_id, 'shop', 0, 'contact', 'S-' || record_id, 'linked',
                   (select jsonb_object_agg(replace(key, 'golden', 'local'), value) from jsonb_each(fields)),
                   '{}', 3, 3
            from hub_read.golden_record\
            """);
        database.execute("analyze hub_read.golden_record, hub_read.crosswalk");
    }
}
