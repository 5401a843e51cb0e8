package io.aurumhub.adapter.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.connector.Page;
import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.shared.Value;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reads of lists that are edited all the time, with every kind of paging. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RestReadSimulation {

    private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
    private static final int ROUNDS = 10;

    @ParameterizedTest
    @EnumSource(TestApi.Pages.class)
    void every_change_arrives_from_a_list_in_order_of_change(TestApi.Pages pages) {
        for (int seed = 0; seed < ROUNDS; seed++) {
            try (var stage = RestStage.rich(pages)) {
                new History(stage, new Random(seed), Clock.systemUTC()).check();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestApi.Pages.class)
    void every_change_arrives_from_a_list_in_order_of_id(TestApi.Pages pages) {
        for (int seed = 0; seed < ROUNDS; seed++) {
            var settings = Map.<String, Object>of("changed", "updated_at", "since", "since");
            try (var stage = RestStage.of(TestApi.Habits.usual(pages).byIdOrder(), settings)) {
                new History(stage, new Random(seed), Clock.systemUTC()).check();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(TestApi.Pages.class)
    void whatever_stays_is_seen_in_a_list_that_shrinks(TestApi.Pages pages) {
        for (int seed = 0; seed < ROUNDS; seed++) {
            try (var stage = RestStage.poor(pages, "patch")) {
                var random = new Random(seed);
                var ids = new ArrayList<String>();
                IntStream.range(0, 60).forEach(i -> ids.add(stage.add(Map.of("name", Value.text("n" + i)), START)));
                var seen = new HashSet<String>();
                @Nullable Pointer pointer = null;
                boolean last = false;
                while (!last) {
                    var page = stage.system().read(stage.resource(), pointer, Duration.ZERO, 1 + random.nextInt(9));
                    page.records().forEach(record -> seen.add(record.localId()));
                    pointer = page.next();
                    last = page.last();
                    for (int i = random.nextInt(4); i > 0 && !ids.isEmpty(); i--) {
                        stage.remove(ids.remove(random.nextInt(ids.size())), START);
                    }
                }
                assertThat(seen).as("seed %s", seed).containsAll(ids);
            }
        }
    }

    @Test
    void an_api_that_gives_less_than_asked_is_noticed_or_followed() {
        var clamped = TestApi.Habits.poor(TestApi.Pages.PAGE).giving(3);
        try (var blind = RestStage.of(clamped, Map.of("paging", Map.of("page", "page", "size", "size")));
                var told = RestStage.of(clamped, Map.of());
                var offsets = RestStage.of(
                        TestApi.Habits.poor(TestApi.Pages.OFFSET).giving(10),
                        Map.of("paging", Map.of("offset", "offset", "limit", "size")))) {
            for (var stage : List.of(blind, told, offsets)) {
                IntStream.range(0, 40).forEach(i -> stage.add(Map.of("name", Value.text("n" + i)), START));
            }
            assertThatThrownBy(() -> blind.system().keys(blind.resource()))
                    .isInstanceOf(TransientFault.class)
                    .hasMessageContaining("paging.max");
            assertThat(told.system().keys(told.resource())).hasSize(40);
            assertThat(offsets.system().keys(offsets.resource())).hasSize(40);
        }
    }

    @Test
    void an_expired_cursor_begins_again_and_loses_nothing() {
        try (var stage = RestStage.rich(TestApi.Pages.CURSOR)) {
            var ids = new ArrayList<String>();
            IntStream.range(0, 10).forEach(i -> ids.add(stage.add(Map.of("name", Value.text("n" + i)), START)));
            var first = stage.system().read(stage.resource(), null, Duration.ZERO, 4);
            stage.api().fail("GET", new TestApi.Fault.Status(410, Map.of(), "expired"));

            var seen = new HashSet<String>();
            Page page = first;
            while (!page.last()) {
                page.records().forEach(record -> seen.add(record.localId()));
                page = stage.system().read(stage.resource(), page.next(), Duration.ZERO, 4);
            }
            page.records().forEach(record -> seen.add(record.localId()));
            assertThat(seen).containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    /** A hub that reads on and on while users edit between its pages; in the end its copies must be the truth. */
    private record History(
            RestStage stage, Random random, Clock clock, List<String> live, Map<String, Map<String, Value>> copies) {

        History(RestStage stage, Random random, Clock clock) {
            this(stage, random, clock, new ArrayList<>(), new HashMap<>());
        }

        void check() {
            IntStream.range(0, 40).forEach(i -> live.add(stage.add(Map.of("name", Value.text("n" + i)), now())));
            @Nullable Pointer pointer = null;
            for (int read = 0; read < 4; read++) {
                pointer = readOn(pointer, read < 3);
            }
            for (var id : live) {
                assertThat(copies).containsEntry(id, Map.copyOf(stage.api().row(id)));
            }
            assertThat(stage.system().keys(stage.resource())).isEqualTo(Set.copyOf(live));
            assertThat(copies.values().stream().filter(copy -> !copy.containsKey("deleted_at")))
                    .hasSize(live.size());
        }

        private @Nullable Pointer readOn(@Nullable Pointer from, boolean editing) {
            var pointer = from;
            boolean last = false;
            while (!last) {
                var page = stage.system().read(stage.resource(), pointer, Duration.ZERO, 1 + random.nextInt(12));
                page.records().forEach(record -> copies.put(record.localId(), Map.copyOf(record.fields())));
                pointer = page.next();
                last = page.last();
                if (editing) {
                    edit();
                }
            }
            return pointer;
        }

        private void edit() {
            for (int i = random.nextInt(3); i > 0; i--) {
                switch (random.nextInt(10)) {
                    case 0 -> live.add(stage.add(Map.of("name", Value.text("added")), now()));
                    case 1 -> stage.remove(live.remove(random.nextInt(live.size())), now());
                    default -> {
                        var name = Value.text("edited " + random.nextInt());
                        stage.edit(live.get(random.nextInt(live.size())), Map.of("name", name), now());
                    }
                }
            }
        }

        private Instant now() {
            return clock.instant();
        }
    }
}
