package io.aurumhub.api.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.Filter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** The hub takes its time for the second half of an answer, longer than a caller may take to accept one. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@SpringBootTest(
        classes = {WebApplication.class, SlowAnswerIT.Halves.class},
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {"hub.home=target/web-test-home", "hub.http.answer-time=500ms"})
class SlowAnswerIT {

    private static final int HALF = 12_000;
    private static final CountDownLatch SECOND_HALF = new CountDownLatch(1);
    private static final CountDownLatch FIRST_HALF = new CountDownLatch(1);

    @Configuration(proxyBeanMethods = false)
    static class Halves {

        @Bean
        FilterRegistrationBean<Filter> halves() {
            var filter = new FilterRegistrationBean<Filter>((request, response, chain) -> {
                var out = response.getOutputStream();
                out.write(new byte[HALF]);
                FIRST_HALF.countDown();
                try {
                    assertThat(SECOND_HALF.await(30, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                out.write(new byte[HALF]);
            });
            filter.addUrlPatterns("/halves");
            filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
            return filter;
        }
    }

    @LocalServerPort
    private int port;

    @Test
    void is_not_cut_while_the_caller_waits_for_it() throws InterruptedException {
        var answer = CompletableFuture.supplyAsync(
                () -> RawHttp.request("GET", "/halves").withoutBody().send(port));
        assertThat(FIRST_HALF.await(30, TimeUnit.SECONDS)).isTrue();

        await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
        SECOND_HALF.countDown();

        assertThat(answer.join().body().chars().filter(c -> c == 0)).hasSize(2 * HALF);
    }
}
