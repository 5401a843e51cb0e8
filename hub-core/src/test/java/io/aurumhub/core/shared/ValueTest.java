package io.aurumhub.core.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ValueTest {

    @ParameterizedTest
    @CsvSource({
        "10.00, 10",
        "1E+2, 100",
        "0E-5, 0",
        "0.000000001, 0.000000001",
        "9007199254740993, 9007199254740993",
        "1e-999999999, 1E-999999999",
        "1e999999999, 1E+999999999"
    })
    void a_number_is_shown_in_plain_digits_unless_they_would_fill_the_memory(String written, String shown) {
        assertThat(Value.number(new BigDecimal(written))).hasToString(shown);
    }

    @Test
    void an_object_and_a_list_are_shown_as_json() {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        fields.put("a", List.of(1, new BigDecimal("2.50"), true, List.of(), Map.of()));
        fields.put("b \"quoted\"", "line\nbreak \\ \t \u0001 \u001f Ü");
        fields.put("", null);

        assertThat(Value.of(fields))
                .hasToString("{\"a\":[1,2.5,true,[],{}],\"b \\\"quoted\\\"\":"
                        + "\"line\\nbreak \\\\ \\t \\u0001 \\u001f Ü\",\"\":null}");
        assertThat(Value.of(List.of("x", 1))).hasToString("[\"x\",1]");
        assertThat(Value.text("as it is")).hasToString("as it is");
    }
}
