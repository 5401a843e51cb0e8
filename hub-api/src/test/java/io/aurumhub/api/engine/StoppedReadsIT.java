package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Page;
import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** A hub that is stopped while it reads a system page by page. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class StoppedReadsIT {

    private static final String FILE = """
        systems:
          crm: { rank: 1, connector: { type: jdbc, url: "jdbc:sqlite:crm.db" } }
        entities:
          item: { fields: { name: string } }
        syncs:
          crm-items:
            system: crm
            entity: item
            resource: { table: item, key: id, changed: changed }
            detect: { poll: { every: 1h } }
            fields: { name: name }
        """;

    private final LongBook source = new LongBook();

    @Test
    void begin_no_further_page_and_the_next_hub_goes_on_behind_the_last_one() throws InterruptedException {
        try (var hub = HubStage.of(FILE)) {
            var loop = loop(hub);
            var thread = Thread.ofPlatform().start(loop);
            source.turn(4);
            await().until(() -> source.askedFor() == 5);

            loop.stop();
            source.turn(1);

            assertThat(thread.join(Duration.ofSeconds(30))).as("ended").isTrue();
            assertThat(source.turned()).isEqualTo(5);
            assertThat(records(hub)).isEqualTo(5);
            assertThat(hub.hub.syncStates().of(hub.sync("crm-items").id()).loaded())
                    .isFalse();
            assertThat(runError(hub)).contains("the hub was stopped during the run");
            assertThat(failure(hub)).isNull();

            source.turn(LongBook.PAGES);
            new SyncRead(hub.sync("crm-items"), source, hub.hub, HubStage.settings(), Clock.systemUTC()).once(null);

            assertThat(records(hub)).isEqualTo(LongBook.PAGES);
            assertThat(source.turned()).as("none was read twice").isEqualTo(LongBook.PAGES);
            assertThat(hub.hub.syncStates().of(hub.sync("crm-items").id()).loaded())
                    .isTrue();
        }
    }

    @Test
    void whose_connection_is_closed_under_them_are_no_failure_of_the_system() throws InterruptedException {
        try (var hub = HubStage.of(FILE)) {
            var loop = loop(hub);
            var thread = Thread.ofPlatform().start(loop);
            source.turn(2);
            await().until(() -> source.askedFor() == 3);

            loop.stop();
            source.close();
            source.turn(1);

            assertThat(thread.join(Duration.ofSeconds(30))).as("ended").isTrue();
            assertThat(failure(hub)).isNull();
        }
    }

    private SyncLoop loop(HubStage hub) {
        var crm = new ConnectedSystem(new SystemId("crm"), source, null);
        return new SyncLoop(hub.sync("crm-items"), crm, hub.hub, HubStage.settings(), Clock.systemUTC());
    }

    private static int records(HubStage hub) {
        return hub.queries()
                .records()
                .search(new EntityName("item"), Map.of(), Slice.Wanted.first(50))
                .items()
                .size();
    }

    private static @Nullable String failure(HubStage hub) {
        return hub.queries().status().status().systems().getFirst().error();
    }

    private static @Nullable String runError(HubStage hub) {
        var runs = hub.queries().work().runs("crm-items", Slice.Wanted.first(9)).items();
        assertThat(runs).hasSize(1);
        return runs.getFirst().error();
    }

    /** A source of one record a page, which are turned one by one. */
    private static final class LongBook implements SystemReader {

        private static final int PAGES = 12;

        private final Semaphore allowed = new Semaphore(0);
        private final AtomicInteger askedFor = new AtomicInteger();
        private final AtomicInteger turned = new AtomicInteger();
        private volatile boolean closed;

        void turn(int pages) {
            allowed.release(pages);
        }

        /** Also the page that it waits with. */
        int askedFor() {
            return askedFor.get();
        }

        int turned() {
            return turned.get();
        }

        private static LocalRecord record(int page) {
            return new LocalRecord("p" + page, Map.of("name", Value.text("page " + page)), null, null, false);
        }

        @Override
        public Page read(Resource resource, @Nullable Pointer pointer, Duration lookBack, int pageSize) {
            int page = pointer == null ? 1 : Integer.parseInt(pointer.value()) + 1;
            askedFor.incrementAndGet();
            allowed.acquireUninterruptibly();
            if (closed) {
                throw new TransientFault("the pool of crm has been closed", null);
            }
            turned.incrementAndGet();
            return new Page(List.of(record(page)), new Pointer(Integer.toString(page)), page == PAGES);
        }

        @Override
        public Map<String, LocalRecord> fetch(Resource resource, Collection<String> localIds) {
            return Map.of();
        }

        @Override
        public Set<String> keys(Resource resource) {
            return IntStream.rangeClosed(1, PAGES).mapToObj(page -> "p" + page).collect(Collectors.toSet());
        }

        @Override
        public List<LocalRecord> find(Resource resource, Map<String, Value> fields) {
            return List.of();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
