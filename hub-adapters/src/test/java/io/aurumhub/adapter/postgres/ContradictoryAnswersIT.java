package io.aurumhub.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.mapping.AnswerRefused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Who is heard when stewards disagree, and what comes in meanwhile. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ContradictoryAnswersIT {

    private final CityNames shop = new CityNames();

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void the_same_again_changes_nothing() {
        var version = shop.answer("UL", "Ulm").version();

        assertThat(shop.answer("UL", "Ulm").version()).isEqualTo(version);
        assertThat(shop.answer("BN", "Bonn").version()).isEqualTo(version);
        assertThat(shop.fixture.count("hub_ops.value_answer")).isEqualTo(1);
    }

    @Test
    void another_meaning_is_refused_and_leaves_no_trace() {
        shop.answer("UL", "Ulm");

        assertThatThrownBy(() -> shop.answer("UL", "Uelzen"))
                .isInstanceOf(AnswerRefused.class)
                .hasMessage("syncs.shop-contact.fields.city: 'UL' means 'Ulm' already; change that in hub.yaml, if"
                        + " it is wrong");
        assertThatThrownBy(() -> shop.answer("BN", null)).isInstanceOf(AnswerRefused.class);
        assertThat(shop.fixture.count("hub_ops.value_answer")).isEqualTo(1);
    }

    @Test
    void of_those_who_say_different_things_at_once_one_is_heard() throws InterruptedException {
        var start = new CountDownLatch(1);
        var tries = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < 6; i++) {
            var golden = "City " + i;
            tries.add(() -> {
                start.await();
                try {
                    shop.answer("UL", golden);
                    return true;
                } catch (AnswerRefused refused) {
                    return false;
                }
            });
        }
        try (var threads = Executors.newFixedThreadPool(tries.size())) {
            var results = tries.stream().map(threads::submit).toList();
            start.countDown();
            long heard = 0;
            for (var result : results) {
                assertThat(result).succeedsWithin(Duration.ofSeconds(60));
                heard += result.resultNow() ? 1 : 0;
            }
            assertThat(heard).isEqualTo(1);
        }
        assertThat(shop.fixture.count("hub_ops.value_answer")).isEqualTo(1);
    }

    @Test
    void no_change_is_forgotten_that_comes_while_the_answer_is_given() {
        var changes = new ArrayList<Change>();
        for (int i = 0; i < 400; i++) {
            changes.add(CityNames.change("c" + i, "UL"));
        }
        var pending = new ArrayList<CompletableFuture<List<Outcome>>>();
        for (int i = 0; i < changes.size(); i += 20) {
            pending.add(shop.fixture.hub.intake().submit(changes.subList(i, i + 20)));
        }

        shop.answer("UL", "Ulm");

        pending.forEach(one -> one.orTimeout(60, TimeUnit.SECONDS).join());
        assertThat(shop.openInQuarantine()).isZero();
        assertThat(shop.cities()).hasSize(changes.size()).containsOnly("Ulm");
        assertThat(shop.values("open")).isEmpty();
    }
}
