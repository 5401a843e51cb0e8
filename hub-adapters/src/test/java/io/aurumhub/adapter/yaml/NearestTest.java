package io.aurumhub.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class NearestTest {

    @ParameterizedTest
    @CsvSource({"systm,system", "SYSTEM,system", "emial,email", "drection,direction", "zzzzzzzz,", "depend_on,dependsOn"
    })
    void a_near_name_is_found_and_a_far_one_is_not(String given, String nearest) {
        assertThat(Nearest.of(given, List.of("system", "email", "direction", "dependsOn"))
                        .orElse(null))
                .isEqualTo(nearest);
    }

    @ParameterizedTest
    @CsvSource({"abc,abc,0", "abc,acb,1", "abc,ab,1", "'',ab,2", "kitten,sitting,3", "ABC,abc,0"})
    void the_distance_counts_edits_and_swaps(String one, String other, int distance) {
        assertThat(Nearest.distance(one, other)).isEqualTo(distance);
    }
}
