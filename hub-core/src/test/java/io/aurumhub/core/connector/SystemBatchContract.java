package io.aurumhub.core.connector;

import static io.aurumhub.core.connector.Outcomes.overtaken;
import static io.aurumhub.core.connector.Outcomes.written;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.connector.Write.Create;
import io.aurumhub.core.connector.Write.Delete;
import io.aurumhub.core.connector.Write.Update;
import io.aurumhub.core.connector.WriteOutcome.Refused;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The part of {@link SystemWriterContract} that is about many writes at once; run that one. */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class SystemBatchContract {

    static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
    static final Value OLD = Value.text("old");
    static final Value NEW = Value.text("new 🚀 O'Brien");

    WritableStage stage;

    /** A fresh, empty system. */
    protected abstract WritableStage stage();

    @BeforeEach
    void open() {
        stage = stage();
    }

    @Nested
    class A_batch {
        @Test
        void answers_every_write_in_order() {
            var kept = stage.add(Map.of("name", OLD), START);
            var doomed = stage.add(Map.of("name", OLD), START);

            var outcomes = stage.writer()
                    .write(
                            stage.resource(),
                            List.of(
                                    new Delete(doomed, Map.of("name", OLD), null),
                                    new Create("golden-1", Map.of("name", NEW)),
                                    new Update(kept, Map.of("name", NEW), Map.of("name", OLD), null),
                                    new Update(kept, Map.of("name", OLD), Map.of("name", NEW), null),
                                    new Update(kept, Map.of("name", NEW), Map.of("name", NEW), null)));

            assertThat(written(outcomes.get(0)).localId()).isEqualTo(doomed);
            assertThat(written(outcomes.get(1)).fields()).containsEntry("name", NEW);
            assertThat(written(outcomes.get(2)).fields()).containsEntry("name", NEW);
            assertThat(written(outcomes.get(3)).fields()).containsEntry("name", OLD);
            assertThat(overtaken(outcomes.get(4)).fields()).containsEntry("name", OLD);
            assertThat(outcomes).hasSize(5);
        }

        @Test
        void does_not_suffer_from_one_item_that_the_system_refuses() {
            var id = stage.add(Map.of("name", OLD, "points", Value.number(1)), START);

            var outcomes = stage.writer()
                    .write(
                            stage.resource(),
                            List.of(
                                    new Create("golden-1", Map.of("name", Value.text("before"))),
                                    new Update(
                                            id,
                                            Map.of("points", Value.number(-1)),
                                            Map.of("points", Value.number(1)),
                                            null),
                                    new Create("golden-2", Map.of("points", Value.number(-1))),
                                    new Create("golden-3", Map.of("name", Value.text("after")))));

            assertThat(written(outcomes.get(0)).fields()).containsEntry("name", Value.text("before"));
            assertThat(outcomes.get(1)).isInstanceOf(Refused.class);
            assertThat(outcomes.get(2)).isInstanceOf(Refused.class);
            assertThat(written(outcomes.get(3)).fields()).containsEntry("name", Value.text("after"));
            assertThat(present(id).fields()).containsEntry("points", Value.number(1));
            assertThat(stage.reader().keys(stage.resource())).hasSize(3);
        }

        @Test
        void may_be_as_large_as_the_limit_and_no_larger() {
            var creates = new ArrayList<Write>();
            for (int i = 0; i < SystemWriter.LARGEST_BATCH; i++) {
                creates.add(new Create("golden-" + i, Map.of("name", Value.text("name " + i))));
            }

            var outcomes = stage.writer().write(stage.resource(), creates);
            assertThat(outcomes).hasSize(SystemWriter.LARGEST_BATCH);
            for (int i = 0; i < outcomes.size(); i++) {
                assertThat(written(outcomes.get(i)).fields()).containsEntry("name", Value.text("name " + i));
            }

            creates.add(new Create("one too many", Map.of("name", NEW)));
            assertThatThrownBy(() -> stage.writer().write(stage.resource(), creates))
                    .isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void of_nothing_does_nothing() {
            assertThat(stage.writer().write(stage.resource(), List.of())).isEmpty();
        }
    }

    final WriteOutcome write(Write write) {
        var outcomes = stage.writer().write(stage.resource(), List.of(write));
        assertThat(outcomes).hasSize(1);
        return outcomes.getFirst();
    }

    final LocalRecord present(String id) {
        return requireNonNull(
                stage.reader().fetch(stage.resource(), List.of(id)).get(id));
    }
}
