package io.aurumhub.core.connector;

import static io.aurumhub.core.connector.Outcomes.overtaken;
import static io.aurumhub.core.connector.Outcomes.written;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.connector.Write.Create;
import io.aurumhub.core.connector.Write.Update;
import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The part of {@link SystemWriterContract} that is about free-form JSON, written as one value; run that one. */
@DisplayNameGeneration(ReplaceUnderscores.class)
abstract class SystemDocumentContract extends SystemRestoreContract {

    private static final Value DOCUMENT = Value.of(Map.of(
            "city", "Ulm", "geo", Map.of("lat", 48.4, "lon", 9.99), "tags", List.of(1, "x", true), "gone", "soon"));

    private static final Value OTHER =
            Value.of(Map.of("city", "Ulm", "geo", Map.of("lon", 10), "tags", List.of(), "new name", Map.of()));

    @Nested
    class A_document {

        @Test
        void is_created_as_it_is() {
            var outcome = stage.writer()
                    .write(stage.resource(), List.of(new Create("golden-1", Map.of("address", DOCUMENT))))
                    .getFirst();

            assertThat(written(outcome).fields()).containsEntry("address", kept(DOCUMENT));
        }

        @Test
        void is_replaced_as_a_whole_so_that_what_it_lost_is_gone() {
            var id = addRecord();

            var outcome = replace(id, DOCUMENT, OTHER);

            assertThat(written(outcome).fields()).containsEntry("address", kept(OTHER));
        }

        @Test
        void becomes_a_list_and_nothing_and_is_guarded_by_all_that_is_in_it() {
            var id = addRecord();
            var list = Value.of(List.of(1, Map.of("a", "b")));

            assertThat(written(replace(id, DOCUMENT, list)).fields()).containsEntry("address", kept(list));
            assertThat(overtaken(replace(id, DOCUMENT, OTHER)).fields()).containsEntry("address", kept(list));
            assertThat(written(replace(id, list, Value.nothing())).fields()).containsEntry("address", Value.nothing());
            assertThat(written(replace(id, Value.nothing(), OTHER)).fields()).containsEntry("address", kept(OTHER));
        }

        /** What a system shows that has no place for more than text: the same, as text. */
        private Value kept(Value document) {
            return stage.can(Ability.NESTED) || document.isNothing() ? document : Value.text(document.toString());
        }

        private String addRecord() {
            return stage.add(Map.of("name", OLD, "address", DOCUMENT), START);
        }

        private WriteOutcome replace(String id, Value from, Value to) {
            var update = new Update(id, Map.of("address", to), Map.of("address", kept(from)), null);
            return stage.writer().write(stage.resource(), List.of(update)).getFirst();
        }
    }
}
