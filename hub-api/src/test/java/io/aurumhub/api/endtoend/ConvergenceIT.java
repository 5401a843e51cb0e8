package io.aurumhub.api.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@DisplayNameGeneration(ReplaceUnderscores.class)
@ExtendWith(SharedDemo.Supplier.class)
class ConvergenceIT {

    /** How long nobody may write after convergence; the full proof takes 60. */
    private static final Duration QUIET = Duration.ofSeconds(Integer.getInteger("aurum.endtoend.quiet-seconds", 20));

    private final SharedDemo demo;

    ConvergenceIT(SharedDemo demo) {
        this.demo = demo;
    }

    @Test
    void every_copy_in_every_system_equals_the_golden_record_mapped_to_it() throws IOException, SQLException {
        demo.hub().awaitConverged();

        var agreement = Agreement.check(demo.hub(), demo.outside());

        // other tests may have added leads, but nothing else
        assertThat(agreement.contacts()).isBetween(5_395, 5_420);
        assertThat(agreement.products()).isEqualTo(800);
        assertThat(agreement.orders()).isEqualTo(8_000);
        Figures.show("start to convergence", demo.untilConverged());
    }

    @Test
    void nothing_is_due_and_nobody_writes_anything_once_all_agree() throws IOException, SQLException {
        var status = demo.hub().awaitConverged().status();
        assertThat(status.path("due").longValue()).isZero();
        assertThat(status.path("stuck").longValue()).isZero();
        assertThat(status.path("waiting").longValue()).isZero();
        // two leads have a birth date that does not exist; other tests may have added such
        assertThat(status.path("state").asString()).isEqualTo("waiting for a person");
        assertThat(status.path("converged").asBoolean()).isFalse();
        assertThat(status.at("/toDo/0/words").asString()).matches("[2-9] changes in quarantine");
        assertThat(status.at("/toDo").size()).isEqualTo(1);

        var before = demo.outside().writeMarks();

        await().during(QUIET)
                .atMost(QUIET.plusSeconds(30))
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(demo.outside().writeMarks()).isEqualTo(before));
    }
}
