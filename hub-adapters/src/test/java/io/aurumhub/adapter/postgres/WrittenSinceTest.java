package io.aurumhub.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.shared.Value;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class WrittenSinceTest {

    private static final Map<String, Value> BEFORE = Map.of("name", Value.text("Ada"), "at", at("Ulm", "1"));

    private static Value at(String city, String floor) {
        return new Value.Nested(Map.of("city", Value.text(city), "floor", Value.text(floor)));
    }

    @Test
    void what_was_written_stands_beside_what_was_edited_in_the_same_object() {
        var edited = Map.of("name", Value.text("Eve"), "at", at("Ulm", "2"));
        var written = Map.of("name", Value.text("Ada"), "at", at("Bonn", "1"));

        assertThat(WrittenSince.with(edited, BEFORE, written, true))
                .isEqualTo(Map.of("name", Value.text("Eve"), "at", at("Bonn", "2")));
    }

    @Test
    void a_part_says_nothing_of_what_it_does_not_speak_of() {
        var edited = Map.of("name", Value.text("Eve"));
        var written = Map.of("name", Value.text("Ada"), "at", at("Bonn", "1"));

        assertThat(WrittenSince.with(edited, BEFORE, written, false)).isEqualTo(edited);
    }

    @Test
    void what_is_there_no_more_is_nothing() {
        var written = Map.of("at", at("Ulm", "1"));

        assertThat(WrittenSince.with(BEFORE, BEFORE, written, true)).containsEntry("name", Value.nothing());
    }
}
