package io.aurumhub.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The few deliveries that are open, among very many copies that are as they should be. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DeliveryQueriesIT {

    private static final int MANY = 200_000;

    private final JdbcTemplate database = new JdbcTemplate(HubTables.migrated().dataSource());

    @BeforeEach
    void two_hundred_thousand_copies_of_which_the_last_are_not_in_line() {
        database.update("""
            insert into hub_read.crosswalk
                (record_id, system, number, entity, local_id, state, local, sent, held, wanted, refused, skipped,
                 attempts, last_error)
            select ('01900000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'shop', 0, 'contact', 'S-' || n,
                   'linked', '{}', '{}', 3, case when n < ?1 - 8 then 3 else 4 end,
                   case when n >= ?1 - 4 then 'no' end,
                   case when n >= ?1 - 2 then '{"by": "kim", "reason": "so", "revision": 4, "fields": {}}'::jsonb end,
                   case when n >= ?1 - 6 then 1 else 0 end, case when n between ?1 - 6 and ?1 - 5 then 'broken' end
            from generate_series(0, ?1 - 1) n\
            """.replace("?1", String.valueOf(MANY)));
        database.execute("analyze hub_read.crosswalk");
    }

    @Test
    void are_found_without_a_walk_past_all_others() {
        var queries = new DeliveryQueries(JdbcClient.create(database));
        for (var state : List.of(
                DeliveryState.DUE,
                DeliveryState.RETRYING,
                DeliveryState.WAITING,
                DeliveryState.REFUSED,
                DeliveryState.SKIPPED,
                DeliveryState.STUCK,
                DeliveryState.OPEN)) {
            var where = " where " + state.clause();
            for (var query : List.of(
                    DeliveryQueries.COUNT.formatted(where),
                    "select record_id from " + DeliveryQueries.FEW.formatted(where)
                            + " order by record_id, system, number limit 51")) {
                var plan = String.join("\n", database.queryForList("explain " + query, String.class));
                assertThat(plan).as(state + "\n" + plan).doesNotContain("crosswalk_pkey", "Seq Scan");
            }
        }
        assertThat(queries.list(DeliveryState.STUCK, null, Slice.Wanted.first(50))
                        .items())
                .extracting(DeliveryQueries.DeliveryView::state)
                .containsExactly("retrying", "retrying", "refused", "refused");
        assertThat(queries.list(DeliveryState.OPEN, "shop", Slice.Wanted.first(50))
                        .items())
                .hasSize(6);
        assertThat(queries.counts()).containsExactly(new DeliveryQueries.DeliveryCounts("shop", 4, 2, 0, 2, 2));
    }
}
