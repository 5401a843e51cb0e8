package io.aurumhub.core.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every {@link SystemReader} promises. A connector runs it by giving a {@link Stage}. */
@DisplayNameGeneration(ReplaceUnderscores.class)
public abstract class SystemReaderContract {

    protected static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
    private static final int MOST_PAGES = 1_000;

    private Stage stage;

    /** A fresh, empty system. */
    protected abstract Stage stage();

    @BeforeEach
    void open() {
        stage = stage();
    }

    @Nested
    class An_empty_system {
        @Test
        void gives_an_empty_last_page_without_a_pointer() {
            var page = stage.reader().read(stage.resource(), null, Duration.ZERO, 10);

            assertThat(page).isEqualTo(new Page(List.of(), null, true));
        }

        @Test
        void has_no_keys_and_finds_nothing() {
            assertThat(stage.reader().keys(stage.resource())).isEmpty();
            assertThat(stage.reader().find(stage.resource(), Map.of("name", Value.text("Ada"))))
                    .isEmpty();
            assertThat(stage.reader().fetch(stage.resource(), List.of("1"))).isEmpty();
        }
    }

    @Nested
    class Reading_from_the_beginning {
        @Test
        void shows_every_field_as_the_system_holds_it() {
            var id = stage.add(
                    Map.of("name", Value.text("Zoë 🚀 O'Brien"), "email", Value.nothing(), "points", Value.number(42)),
                    START);

            var record = onlyOne(readOn(null, Duration.ZERO, 10).records());

            assertThat(record.localId()).isEqualTo(id);
            assertThat(record.deleted()).isFalse();
            assertThat(record.fields())
                    .containsEntry("name", Value.text("Zoë 🚀 O'Brien"))
                    .containsEntry("email", Value.nothing())
                    .containsEntry("points", stage.shown(Value.number(42)));
            assertThat(record.version() != null).isEqualTo(stage.can(Ability.VERSIONS));
        }

        @Test
        void never_gives_more_than_the_page_size_and_says_when_it_is_done() {
            addMany(5, START);

            var first = stage.reader().read(stage.resource(), null, Duration.ZERO, 2);
            var second = stage.reader().read(stage.resource(), first.next(), Duration.ZERO, 2);
            var third = stage.reader().read(stage.resource(), second.next(), Duration.ZERO, 2);

            assertThat(List.of(
                            first.records().size(),
                            second.records().size(),
                            third.records().size()))
                    .containsExactly(2, 2, 1);
            assertThat(List.of(first.last(), second.last(), third.last())).containsExactly(false, false, true);
        }

        @Test
        void sees_all_records_of_one_instant_across_page_borders() {
            var ids = addMany(7, START);

            assertThat(idsOf(readOn(null, Duration.ZERO, 2).records())).containsExactlyInAnyOrderElementsOf(ids);
        }

        @Test
        void refuses_a_page_size_out_of_bounds() {
            assertThatThrownBy(() ->
                            stage.reader().read(stage.resource(), null, Duration.ZERO, SystemReader.LARGEST_PAGE + 1))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> stage.reader().read(stage.resource(), null, Duration.ZERO, 0))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void sees_what_is_there_from_beginning_to_end_while_others_edit() {
            var ids = addMany(10, START);
            var page = stage.reader().read(stage.resource(), null, Duration.ZERO, 3);
            var seen = new ArrayList<>(page.records());

            stage.edit(ids.get(0), Map.of("name", Value.text("edited")), START.plusSeconds(60));
            stage.edit(ids.get(9), Map.of("name", Value.text("edited")), START.plusSeconds(61));
            stage.remove(ids.get(1), START.plusSeconds(62));
            stage.remove(ids.get(8), START.plusSeconds(63));
            var added = stage.add(Map.of("name", Value.text("new")), START.plusSeconds(64));
            seen.addAll(readOn(page.next(), Duration.ZERO, 3).records());

            var stayed = new HashSet<>(ids);
            stayed.removeAll(Set.of(ids.get(1), ids.get(8)));
            assertThat(idsOf(seen)).containsAll(stayed);
            // Without a watermark the order is that of the keys, and what was read before its edit is not read again.
            if (stage.can(Ability.WATERMARK) || !idsOf(page.records()).contains(ids.get(9))) {
                assertThat(lastSeen(seen, ids.get(9)).fields()).containsEntry("name", Value.text("edited"));
            }
            if (stage.can(Ability.WATERMARK)) {
                assertThat(idsOf(seen)).contains(added);
                assertThat(lastSeen(seen, ids.get(0)).fields()).containsEntry("name", Value.text("edited"));
            }
        }
    }

    @Nested
    class Reading_on_after_a_finished_read {
        private List<String> ids;
        private Pointer pointer;

        @BeforeEach
        void finish_a_read() {
            ids = addMany(4, START);
            pointer = new Pointer(
                    Objects.requireNonNull(readOn(null, Duration.ZERO, 3).next())
                            .value());
        }

        @Test
        void gives_the_same_pointer_when_nothing_is_new() {
            var again = readOn(pointer, Duration.ZERO, 10);

            assertThat(again.next()).isEqualTo(pointer);
            assertThat(idsOf(again.records())).hasSize(stage.can(Ability.WATERMARK) ? 0 : ids.size());
        }

        @Test
        void sees_a_new_and_an_edited_record() {
            var added = stage.add(Map.of("name", Value.text("new")), START.plusSeconds(60));
            stage.edit(ids.get(1), Map.of("name", Value.text("edited")), START.plusSeconds(61));

            var seen = readOn(pointer, Duration.ZERO, 10).records();

            assertThat(idsOf(seen)).contains(added, ids.get(1));
            assertThat(lastSeen(seen, ids.get(1)).fields()).containsEntry("name", Value.text("edited"));
        }

        @Test
        void sees_a_record_that_turned_up_late_by_stepping_back() {
            var late = stage.add(Map.of("name", Value.text("late")), START.minusSeconds(30));

            var seen = idsOf(readOn(pointer, Duration.ofMinutes(1), 2).records());

            assertThat(seen).contains(late);
        }

        @Test
        void does_not_lose_its_place_by_stepping_back() {
            var next = stage.reader()
                    .read(stage.resource(), pointer, Duration.ofMinutes(1), 10)
                    .next();

            assertThat(next).isEqualTo(pointer);
        }

        @Test
        void tells_of_a_deleted_record_where_the_system_remembers_it() {
            stage.remove(ids.get(2), START.plusSeconds(60));

            var seen = readOn(pointer, Duration.ZERO, 10).records();

            assertThat(seen.stream().filter(LocalRecord::deleted).map(LocalRecord::localId))
                    .isEqualTo(stage.can(Ability.TOMBSTONES) ? List.of(ids.get(2)) : List.of());
            assertThat(stage.reader().keys(stage.resource()))
                    .containsExactlyInAnyOrder(ids.get(0), ids.get(1), ids.get(3));
        }
    }

    @Nested
    class Looking_up {
        @Test
        void fetches_the_named_records_and_leaves_out_unknown_ones() {
            var ids = addMany(3, START);

            var found = stage.reader()
                    .fetch(stage.resource(), List.of(ids.get(2), "' OR 1=1 --", ids.get(0), "99999999", ""));

            assertThat(found).containsOnlyKeys(ids.get(0), ids.get(2));
            assertThat(Objects.requireNonNull(found.get(ids.get(2))).fields())
                    .containsEntry("name", Value.text("name 2"));
            assertThat(stage.reader().fetch(stage.resource(), List.of())).isEmpty();
        }

        @Test
        void knows_all_keys() {
            var ids = addMany(57, START);

            assertThat(stage.reader().keys(stage.resource())).containsExactlyInAnyOrderElementsOf(ids);
        }

        @Test
        void finds_records_by_the_values_of_all_given_fields() {
            var first = stage.add(Map.of("name", Value.text("Ada"), "email", Value.text("ada@a.example")), START);
            var second = stage.add(Map.of("name", Value.text("Ada"), "email", Value.text("ada@b.example")), START);

            var byName = stage.reader().find(stage.resource(), Map.of("name", Value.text("Ada")));
            var byBoth = stage.reader()
                    .find(stage.resource(), Map.of("name", Value.text("Ada"), "email", Value.text("ada@b.example")));

            assertThat(idsOf(byName)).containsExactlyInAnyOrder(first, second);
            assertThat(idsOf(byBoth)).containsExactly(second);
            assertThat(stage.reader().find(stage.resource(), Map.of("name", Value.text("Ad"))))
                    .isEmpty();
        }

        @Test
        void does_not_find_a_removed_record() {
            var id = stage.add(Map.of("name", Value.text("Ada")), START);
            stage.remove(id, START.plusSeconds(1));

            assertThat(stage.reader().find(stage.resource(), Map.of("name", Value.text("Ada"))))
                    .isEmpty();
            assertThat(stage.reader().fetch(stage.resource(), List.of(id)).values())
                    .allMatch(LocalRecord::deleted);
        }
    }

    private List<String> addMany(int count, Instant changedAt) {
        var ids = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            ids.add(stage.add(Map.of("name", Value.text("name " + i), "points", Value.number(i)), changedAt));
        }
        return ids;
    }

    /** Reads pages until the last; stepping back only on the first. */
    private Page readOn(@Nullable Pointer from, Duration lookBack, int pageSize) {
        var records = new ArrayList<LocalRecord>();
        var page = stage.reader().read(stage.resource(), from, lookBack, pageSize);
        records.addAll(page.records());
        for (int pages = 1; !page.last(); pages++) {
            assertThat(pages).as("pages read without end").isLessThan(MOST_PAGES);
            assertThat(page.records()).hasSizeLessThanOrEqualTo(pageSize);
            page = stage.reader().read(stage.resource(), page.next(), Duration.ZERO, pageSize);
            records.addAll(page.records());
        }
        assertThat(page.unreadable()).isEmpty();
        return new Page(records, page.next(), true);
    }

    private static LocalRecord onlyOne(List<LocalRecord> records) {
        assertThat(records).hasSize(1);
        return records.getFirst();
    }

    private static LocalRecord lastSeen(List<LocalRecord> records, String id) {
        return records.reversed().stream()
                .filter(record -> record.localId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> idsOf(List<LocalRecord> records) {
        return records.stream().map(LocalRecord::localId).toList();
    }
}
