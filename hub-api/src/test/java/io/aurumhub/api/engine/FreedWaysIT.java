package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.shared.Value;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Refused deliveries whose way becomes free in the system itself, and nobody tells the hub. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@SuppressWarnings("NullAway.Init") // opened before each test
class FreedWaysIT {

    private HubStage stage;
    private PaperSystem shop;

    @BeforeEach
    void open() {
        stage = HubStage.of(UniqueValuesSimulation.PEOPLE_WITH_PLACES);
        shop = stage.system("shop");
        shop.unique("shop-people", "place");
        shop.writesTogether(1_000);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    /** So many people, each in a slot that somebody holds whom only the shop knows. */
    private void refused(int many) {
        for (int i = 1; i <= many; i++) {
            shop.put("shop-people", "own" + i, Map.of("name", Value.text("own" + i), "place", Value.number(i)));
            stage.edit("crm-people", Integer.toString(i), Map.of("name", "p" + i, "slot", i));
        }
        stage.deliver();
        assertThat(stage.deliveries(DeliveryState.REFUSED)).hasSize(Math.min(many, 50)); // a page of them
    }

    private void aMinutePasses() {
        var until = stage.now().plusSeconds(60);
        while (stage.now().isBefore(until)) {
            // each look at the clock moves it
        }
    }

    private boolean isThere(int number) {
        return shop.rows("shop-people").values().stream()
                .anyMatch(row -> Value.text("p" + number).equals(row.get("name")));
    }

    @Test
    void all_have_their_turn_however_many_there_are() {
        refused(103);
        for (int i = 1; i <= 2; i++) {
            aMinutePasses();
            stage.deliver();
        }
        shop.remove("shop-people", "own1");
        shop.remove("shop-people", "own103");

        for (int i = 1; i <= 2; i++) {
            aMinutePasses();
            stage.deliver();
        }

        assertThat(isThere(1)).isTrue();
        assertThat(isThere(103)).isTrue();
        assertThat(isThere(2)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_system_that_does_not_tell_keeps_nothing_else_back(boolean lasting) {
        refused(2);
        shop.answersFetchesBy(
                lasting
                        ? new PermanentFault("403: no looking at single ones", null)
                        : new TransientFault("503: not now", null));
        aMinutePasses();
        stage.edit("crm-people", "9", Map.of("name", "p9", "slot", 9));

        stage.deliver();

        assertThat(isThere(9)).isTrue();
        shop.answersFetchesBy(null);
        shop.remove("shop-people", "own2");
        aMinutePasses();
        stage.deliver();
        assertThat(isThere(2)).isTrue();
    }
}
