package io.aurumhub.core.connector;

import static io.aurumhub.core.connector.Outcomes.assertGone;
import static io.aurumhub.core.connector.Outcomes.assertRefused;
import static io.aurumhub.core.connector.Outcomes.overtaken;
import static io.aurumhub.core.connector.Outcomes.written;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.connector.Write.Create;
import io.aurumhub.core.connector.Write.Delete;
import io.aurumhub.core.connector.Write.Update;
import io.aurumhub.core.connector.WriteOutcome.Written;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every {@link SystemWriter} promises. A connector runs it by giving a {@link WritableStage}. */
@DisplayNameGeneration(ReplaceUnderscores.class)
public abstract class SystemWriterContract extends SystemDocumentContract {

    @Nested
    class An_update {
        private String id;
        private LocalRecord known;

        @BeforeEach
        void put_a_record_there() {
            id = stage.add(Map.of("name", OLD, "email", Value.text("a@b.example"), "points", Value.number(1)), START);
            known = present(id);
        }

        @Test
        void stores_what_it_names_keeps_the_rest_and_reads_back() {
            var outcome = write(new Update(id, Map.of("name", NEW), Map.of("name", OLD), known.version()));

            var now = written(outcome);
            assertThat(now.localId()).isEqualTo(id);
            assertThat(now.deleted()).isFalse();
            assertThat(now.fields())
                    .containsEntry("name", NEW)
                    .containsEntry("email", Value.text("a@b.example"))
                    .containsEntry("points", Value.number(1));
            assertThat(present(id).fields()).isEqualTo(now.fields());
            assertThat(present(id).version()).isEqualTo(now.version());
        }

        @Test
        void names_a_new_version_with_which_the_next_update_passes() {
            var first = written(write(new Update(id, Map.of("name", NEW), Map.of("name", OLD), known.version())));
            var second = write(new Update(id, Map.of("name", OLD), Map.of("name", NEW), first.version()));

            assertThat(written(second).fields()).containsEntry("name", OLD);
            if (stage.can(Ability.VERSIONS)) {
                assertThat(first.version()).isNotNull().isNotEqualTo(known.version());
            }
        }

        @Test
        void sets_null_and_replaces_null() {
            var toNull = write(
                    new Update(id, Map.of("email", Value.nothing()), Map.of("email", Value.text("a@b.example")), null));
            assertThat(written(toNull).fields()).containsEntry("email", Value.nothing());

            var back = write(
                    new Update(id, Map.of("email", Value.text("c@d.example")), Map.of("email", Value.nothing()), null));
            assertThat(written(back).fields()).containsEntry("email", Value.text("c@d.example"));
        }

        @Test
        void is_overtaken_when_one_of_the_expected_fields_differs() {
            stage.edit(id, Map.of("points", Value.number(7)), START.plusSeconds(1));

            var outcome = write(new Update(
                    id,
                    Map.of("name", NEW, "points", Value.number(2)),
                    Map.of("name", OLD, "points", Value.number(1)),
                    null));

            assertThat(overtaken(outcome).fields()).containsEntry("name", OLD).containsEntry("points", Value.number(7));
            assertThat(present(id).fields()).containsEntry("name", OLD).containsEntry("points", Value.number(7));
        }

        @Test
        void is_overtaken_when_null_was_expected_and_a_value_is_there() {
            var outcome = write(
                    new Update(id, Map.of("email", Value.text("c@d.example")), Map.of("email", Value.nothing()), null));

            assertThat(overtaken(outcome).fields()).containsEntry("email", Value.text("a@b.example"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"OLD", "old ", " old", "old\u0301"})
        void is_overtaken_by_a_value_that_the_system_itself_might_call_equal(String present) {
            stage.edit(id, Map.of("name", Value.text(present)), START.plusSeconds(1));

            var outcome = write(new Update(id, Map.of("name", NEW), Map.of("name", OLD), null));

            assertThat(overtaken(outcome).fields()).containsEntry("name", Value.text(present));
            assertThat(present(id).fields()).containsEntry("name", Value.text(present));
        }

        @Test
        void says_what_guarded_it() {
            written(write(new Update(id, Map.of("name", NEW), Map.of("name", OLD), known.version())));

            var guard = stage.writer().guard(stage.resource());
            assertThat(guard).isNotInstanceOf(Guard.NotKnown.class);
            assertThat(guard instanceof Guard.BestEffort).isNotEqualTo(stage.can(Ability.ATOMIC_GUARD));
            if (guard instanceof Guard.BestEffort(var open)) {
                assertThat(open.writes()).isOne();
                assertThat(open.median()).isPositive().isLessThanOrEqualTo(open.longest());
            }
        }

        @Test
        void passes_beside_an_edit_of_a_field_it_does_not_touch_unless_a_version_guards_the_whole_record() {
            stage.edit(id, Map.of("points", Value.number(7)), START.plusSeconds(1));

            var guarded = write(new Update(id, Map.of("name", NEW), Map.of("name", OLD), known.version()));
            if (stage.can(Ability.VERSIONS)) {
                assertThat(overtaken(guarded).fields()).containsEntry("points", Value.number(7));
                assertThat(overtaken(guarded).version()).isNotEqualTo(known.version());
                assertThat(present(id).fields()).containsEntry("name", OLD);
            } else {
                assertThat(written(guarded).fields()).containsEntry("points", Value.number(7));
            }

            var again = write(new Update(
                    id,
                    Map.of("name", Value.text("newer")),
                    Map.of("name", present(id).fields().get("name")),
                    null));
            assertThat(written(again).fields())
                    .containsEntry("name", Value.text("newer"))
                    .containsEntry("points", Value.number(7));
        }

        @Test
        void is_overtaken_by_nothing_when_the_record_is_gone() {
            stage.remove(id, START.plusSeconds(1));

            assertGone(write(new Update(id, Map.of("name", NEW), Map.of("name", OLD), known.version())));
            assertGone(write(new Update("no such key", Map.of("name", NEW), Map.of("name", OLD), null)));
        }

        @Test
        void is_overtaken_by_itself_when_it_is_repeated() {
            var update = new Update(id, Map.of("name", NEW), Map.of("name", OLD), known.version());
            written(write(update));

            assertThat(overtaken(write(update)).fields()).containsEntry("name", NEW);
        }

        @Test
        void never_loses_a_value_among_concurrent_writers() throws Exception {
            Callable<Integer> raise =
                    () -> IntStream.range(0, 20).map(round -> raisePoints(id)).sum();
            int stored = 0;
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var result : threads.invokeAll(Collections.nCopies(4, raise))) {
                    stored += result.get();
                }
            }

            var points = (Value.Decimal) requireNonNull(present(id).fields().get("points"));
            if (stage.can(Ability.ATOMIC_GUARD)) {
                assertThat(points.number()).isEqualByComparingTo(BigDecimal.valueOf(1 + stored));
            } else {
                assertThat(points.number()).isBetween(BigDecimal.valueOf(2), BigDecimal.valueOf(1 + stored));
            }
            assertThat(stored).isPositive();
        }
    }

    @Nested
    class An_update_of_a_nested_path {
        @Test
        void keeps_its_siblings_or_is_refused_where_the_system_has_no_such_fields() {
            var id = addRecord();

            var outcome = move(id, "address.city", "Ulm", "Bonn");

            if (stage.can(Ability.NESTED)) {
                assertThat(written(outcome).fields()).containsEntry("address", address("Bonn", "89073"));
            } else {
                assertRefused(outcome, "address");
            }
        }

        @Test
        void is_overtaken_only_by_an_edit_of_that_path() {
            var id = addRecord();
            boolean nested = stage.can(Ability.NESTED);
            stage.edit(id, nested ? Map.of("address", address("Köln", "50667")) : Map.of("name", NEW), START);

            var city = move(id, "address.city", "Ulm", "Bonn");
            var zip = move(id, "address.zip", "50667", "50668");

            if (nested) {
                assertThat(overtaken(city).fields()).containsEntry("address", address("Köln", "50667"));
                assertThat(written(zip).fields()).containsEntry("address", address("Köln", "50668"));
            } else {
                assertRefused(city, "address");
                assertRefused(zip, "address");
            }
        }

        private String addRecord() {
            return stage.can(Ability.NESTED)
                    ? stage.add(Map.of("name", OLD, "address", address("Ulm", "89073")), START)
                    : stage.add(Map.of("name", OLD), START);
        }

        private WriteOutcome move(String id, String path, String from, String to) {
            return write(new Update(id, Map.of(path, Value.text(to)), Map.of(path, Value.text(from)), null));
        }

        private static Value address(String city, String zip) {
            return new Value.Nested(Map.of("city", Value.text(city), "zip", Value.text(zip)));
        }
    }

    @Nested
    class A_create {
        private static final Map<String, Value> FIELDS =
                Map.of("name", NEW, "email", Value.nothing(), "external_id", Value.text("golden-1"));

        @Test
        void makes_a_record_and_reads_it_back() {
            var now = written(write(new Create("golden-1", FIELDS)));

            assertThat(now.localId()).isNotBlank();
            assertThat(now.fields()).containsAllEntriesOf(FIELDS);
            assertThat(now.version() != null).isEqualTo(stage.can(Ability.VERSIONS));
            assertThat(present(now.localId()).fields()).isEqualTo(now.fields());
            assertThat(stage.reader().keys(stage.resource())).containsExactly(now.localId());
        }

        @Test
        void repeated_makes_one_record_or_shows_the_first_one_when_looked_for() {
            var first = written(write(new Create("golden-1", FIELDS)));

            if (stage.can(Ability.CREATES_ONCE)) {
                var second = written(write(new Create("golden-1", FIELDS)));
                assertThat(second.localId()).isEqualTo(first.localId());
                assertThat(stage.reader().keys(stage.resource())).containsExactly(first.localId());
            } else {
                assertThat(stage.reader().find(stage.resource(), Map.of("external_id", Value.text("golden-1"))))
                        .extracting(LocalRecord::localId)
                        .containsExactly(first.localId());
            }
        }

        @Test
        void repeated_does_not_undo_what_was_edited_since() {
            var first = written(write(new Create("golden-1", FIELDS)));
            stage.edit(first.localId(), Map.of("name", Value.text("edited")), START.plusSeconds(1));

            write(new Create("golden-1", FIELDS));

            assertThat(present(first.localId()).fields()).containsEntry("name", Value.text("edited"));
        }

        @Test
        void tried_by_two_at_the_same_moment_makes_one_record_where_creates_are_made_once() throws Exception {
            Callable<WriteOutcome> create = () -> write(new Create("golden-1", FIELDS));
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var outcome : threads.invokeAll(Collections.nCopies(4, create))) {
                    outcome.get();
                }
            }

            var keys = stage.reader().keys(stage.resource());
            assertThat(keys).hasSizeBetween(1, stage.can(Ability.CREATES_ONCE) ? 1 : 4);
        }

        @Test
        void under_another_key_makes_another_record() {
            var first = written(write(new Create("golden-1", FIELDS)));
            var second =
                    written(write(new Create("golden-2", Map.of("name", NEW, "external_id", Value.text("golden-2")))));

            assertThat(stage.reader().keys(stage.resource()))
                    .containsExactlyInAnyOrder(first.localId(), second.localId());
        }
    }

    @Nested
    class A_delete {
        private String id;
        private LocalRecord known;

        @BeforeEach
        void put_a_record_there() {
            id = stage.add(Map.of("name", OLD), START);
            known = present(id);
        }

        @Test
        void removes_the_record_and_answers_with_a_tombstone() {
            var now = written(write(new Delete(id, Map.of("name", OLD), known.version())));

            assertThat(now.localId()).isEqualTo(id);
            assertThat(now.deleted()).isTrue();
            assertThat(stage.reader().keys(stage.resource())).isEmpty();
        }

        @Test
        void is_overtaken_when_an_expected_field_differs() {
            stage.edit(id, Map.of("name", NEW), START.plusSeconds(1));

            var outcome = write(new Delete(id, Map.of("name", OLD), null));

            assertThat(overtaken(outcome).fields()).containsEntry("name", NEW);
            assertThat(stage.reader().keys(stage.resource())).containsExactly(id);
        }

        @Test
        void is_overtaken_when_a_value_has_come_where_nothing_was() {
            stage.edit(id, Map.of("email", Value.text("a@b.example")), START.plusSeconds(1));

            var outcome = write(new Delete(id, Map.of("name", OLD, "email", Value.nothing()), null));

            assertThat(overtaken(outcome).fields()).containsEntry("email", Value.text("a@b.example"));
            assertThat(stage.reader().keys(stage.resource())).containsExactly(id);
        }

        @Test
        void is_overtaken_by_any_edit_where_a_version_guards_the_whole_record() {
            stage.edit(id, Map.of("points", Value.number(7)), START.plusSeconds(1));

            var outcome = write(new Delete(id, Map.of("name", OLD), known.version()));

            if (stage.can(Ability.VERSIONS)) {
                assertThat(overtaken(outcome).fields()).containsEntry("points", Value.number(7));
            } else {
                assertThat(written(outcome).deleted()).isTrue();
            }
        }

        @Test
        void of_a_record_that_is_gone_counts_as_done() {
            var delete = new Delete(id, Map.of("name", OLD), known.version());
            written(write(delete));

            assertThat(written(write(delete)).deleted()).isTrue();
            assertThat(written(write(new Delete("no such key", Map.of(), null))).deleted())
                    .isTrue();
        }
    }

    /** One read and guarded write; answers 1 if it was stored. */
    private int raisePoints(String id) {
        var seen = present(id);
        var points = (Value.Decimal) requireNonNull(seen.fields().get("points"));
        var raised = Value.number(points.number().add(BigDecimal.ONE));
        var outcome = write(new Update(id, Map.of("points", raised), Map.of("points", points), seen.version()));
        return outcome instanceof Written ? 1 : 0;
    }
}
