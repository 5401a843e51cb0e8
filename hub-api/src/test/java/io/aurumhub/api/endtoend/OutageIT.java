package io.aurumhub.api.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayNameGeneration(ReplaceUnderscores.class)
@ExtendWith(SharedDemo.Supplier.class)
class OutageIT {

    /** How long the shop is ill; the full proof takes 60. */
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("aurum.endtoend.outage-seconds", 10));

    private static final int EDITS = 5;

    /** crm is read once a second; the rest is for a busy machine. */
    private static final Duration USUAL = Duration.ofSeconds(3);

    private final SharedDemo demo;

    OutageIT(SharedDemo demo) {
        this.demo = demo;
    }

    @Test
    void a_shop_that_answers_500_slows_nobody_else_and_catches_up_by_itself() throws IOException, SQLException {
        demo.hub().awaitConverged();
        var outside = demo.outside();
        var pairs = Pair.some(outside, 700, EDITS);
        long end = System.nanoTime() + OUTAGE.toNanos();
        var ill = outside.shop("POST", "/_faults", "{\"status\": 500, \"seconds\": " + OUTAGE.toSeconds() + "}");
        assertThat(ill.status()).isEqualTo(204);

        var took = new ArrayList<Duration>();
        for (int i = 0; i < EDITS; i++) {
            pairs.get(i).editCrm("phone", phone(i));
            var begin = System.nanoTime();
            pairs.get(i).awaitPhoneInWarehouse(phone(i));
            took.add(Duration.ofNanos(System.nanoTime() - begin));
        }
        assertThat(System.nanoTime() - end).as("the outage was not over yet").isNegative();
        assertThat(outside.shop("GET", "/api/customers?limit=1", "").status()).isEqualTo(500);
        assertThat(took).allSatisfy(one -> assertThat(one).isLessThan(USUAL));
        Figures.show("edit in crm to warehouse, while shop is ill", took);

        await("shop answers again").atMost(OUTAGE.plusSeconds(5)).until(() -> System.nanoTime() - end > 0);
        var well = System.nanoTime();
        await("shop catches up").atMost(OUTAGE.multipliedBy(2).plusSeconds(30)).untilAsserted(() -> {
            for (int i = 0; i < EDITS; i++) {
                assertThat(pairs.get(i).inShop().path("phone").asString()).isEqualTo(phone(i));
            }
        });
        Figures.show("shop well to caught up", Duration.ofNanos(System.nanoTime() - well));
        demo.hub().awaitConverged();
    }

    private static String phone(int number) {
        return "+49 30 2312501" + number;
    }
}
