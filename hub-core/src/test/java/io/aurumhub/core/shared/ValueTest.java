package io.aurumhub.core.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
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
}
