package io.aurumhub.core.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HubStateTest {

    @ParameterizedTest
    @CsvSource({
        "false, false, false, converged",
        "false, false, true,  moving",
        "false, true,  false, waiting for a person",
        "false, true,  true,  waiting for a person",
        "true,  false, false, in trouble",
        "true,  false, true,  in trouble",
        "true,  true,  true,  in trouble",
    })
    void what_somebody_must_hear_of_most_is_said(boolean trouble, boolean forAPerson, boolean moving, String expected) {
        assertThat(HubState.of(trouble, forAPerson, moving).words()).isEqualTo(expected);
    }

    @Test
    void only_the_absence_of_everything_else_is_called_converged() {
        for (int facts = 1; facts < 8; facts++) {
            assertThat(HubState.of((facts & 1) != 0, (facts & 2) != 0, (facts & 4) != 0))
                    .isNotEqualTo(HubState.CONVERGED);
        }
    }
}
