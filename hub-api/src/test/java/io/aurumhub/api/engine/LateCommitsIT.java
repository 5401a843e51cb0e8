package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Rows that commit later than others which were changed after them. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LateCommitsIT {

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
            detect: { poll: { every: 1s, watermark: changed, lookBack: 2s } }
            fields: { name: name }
        """;

    private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");

    private final BusySource source = new BusySource();
    private final Clock clock = ((InstantSource) () -> BEGIN.plusSeconds(source.second)).withZone(ZoneOffset.UTC);

    @Test
    void are_found_by_the_next_read_however_long_a_read_among_ceaseless_changes_took() {
        try (var hub = HubStage.of(FILE)) {
            var read = read(hub);
            source.changed("old", 1, 1);
            read.once(null);
            source.ceaselessUntil(14);
            source.changed("late", 6, 7);

            read.once(null);
            assertThat(found(hub, "late"))
                    .as("its second was passed before it was there")
                    .isFalse();
            read.once(null);

            assertThat(found(hub, "late")).isTrue();
        }
    }

    @Test
    void are_found_after_a_restart_too() {
        try (var hub = HubStage.of(FILE)) {
            var read = read(hub);
            source.changed("old", 1, 1);
            read.once(null);
            source.ceaselessUntil(14);
            source.changed("late", 6, 7);
            read.once(null);

            read(hub).once(null);

            assertThat(found(hub, "late")).isTrue();
        }
    }

    @Test
    void are_found_after_a_restart_that_followed_a_failed_read() {
        try (var hub = HubStage.of(FILE)) {
            var read = read(hub);
            source.changed("old", 1, 1);
            read.once(null);
            var begin = clock.instant();
            source.ceaselessUntil(14);
            source.changed("late", 6, 7);
            source.failsIn(12);
            assertThatExceptionOfType(TransientFault.class).isThrownBy(() -> read.once(null));
            hub.hub.syncStates().failed(hub.sync("crm-items").id(), "does not answer", begin);

            read(hub).once(null);

            assertThat(found(hub, "late")).isTrue();
        }
    }

    @Test
    void are_found_after_a_first_read_that_was_cut_short_and_gone_on_with() {
        try (var hub = HubStage.of(FILE)) {
            source.ceaselessUntil(18);
            source.changed("late", 6, 7);
            source.failsIn(10);
            assertThatExceptionOfType(TransientFault.class)
                    .isThrownBy(() -> read(hub).once(null));
            read(hub).once(null);
            assertThat(found(hub, "row18")).isTrue();
            assertThat(found(hub, "late"))
                    .as("its second was passed before it was there")
                    .isFalse();

            read(hub).once(null);

            assertThat(found(hub, "late")).isTrue();
        }
    }

    private SyncRead read(HubStage hub) {
        return new SyncRead(hub.sync("crm-items"), source, hub.hub, HubStage.settings(), clock);
    }

    private static boolean found(HubStage hub, String localId) {
        return hub.queries()
                .records()
                .linked(new SystemId("crm"), new EntityName("item"), localId)
                .isPresent();
    }

    /** A table in which each read takes a second, and each second has a change. */
    private static final class BusySource implements SystemReader {

        private final List<Row> rows = new ArrayList<>();
        private int second;
        private int end;
        private int failing;

        /** @param from the second from which others see the row */
        private record Row(String id, int changed, int from) {

            LocalRecord shown() {
                return new LocalRecord(id, Map.of("name", Value.text(id)), null, null, false);
            }
        }

        void changed(String id, int at, int from) {
            rows.add(new Row(id, at, from));
        }

        /** Does not answer in that second. */
        void failsIn(int one) {
            failing = one;
        }

        void ceaselessUntil(int last) {
            end = last;
            for (int at = second + 1; at <= last; at++) {
                changed("row" + at, at, at);
            }
        }

        @Override
        public Page read(Resource resource, @Nullable Pointer pointer, Duration lookBack, int pageSize) {
            second++;
            if (second == failing) {
                throw new TransientFault("crm does not answer", null);
            }
            int known = pointer == null ? 0 : Integer.parseInt(pointer.value());
            int since = lookBack.isZero() ? known + 1 : known - (int) lookBack.toSeconds();
            var found = rows.stream()
                    .filter(row -> row.changed() >= since && row.from() <= second)
                    .toList();
            int reached = found.stream().mapToInt(Row::changed).max().orElse(known);
            return new Page(
                    found.stream().map(Row::shown).toList(),
                    new Pointer(Integer.toString(Math.max(known, reached))),
                    second >= end);
        }

        @Override
        public Map<String, LocalRecord> fetch(Resource resource, Collection<String> localIds) {
            return rows.stream()
                    .filter(row -> localIds.contains(row.id()))
                    .collect(Collectors.toMap(Row::id, Row::shown));
        }

        @Override
        public Set<String> keys(Resource resource) {
            return rows.stream().map(Row::id).collect(Collectors.toSet());
        }

        @Override
        public List<LocalRecord> find(Resource resource, Map<String, Value> fields) {
            return List.of();
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
