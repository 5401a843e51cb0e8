package io.aurumhub.core.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class NearestTest {

    @ParameterizedTest
    @CsvSource({"systm,system", "SYSTEM,system", "emial,email", "drection,direction", "zzzzzzzz,", "depend_on,dependsOn"
    })
    void a_near_name_is_found_and_a_far_one_is_not(String given, String nearest) {
        assertThat(Nearest.to(given, List.of("system", "email", "direction", "dependsOn")))
                .isEqualTo(nearest == null ? List.of() : List.of(nearest));
    }

    @Test
    void the_nearest_comes_first() {
        assertThat(Nearest.to("firstName", List.of("first_nam", "last_name", "first_name", "firstname")))
                .startsWith("firstname", "first_name");
    }

    @Test
    void a_hint_names_the_nearest_and_what_there_is() {
        assertThat(Nearest.hint("emial", List.of("phone", "email")))
                .isEqualTo("; did you mean 'email'? There are [email, phone]");
        assertThat(Nearest.hint("x", List.of("phone"))).isEqualTo("; there are [phone]");
        assertThat(Nearest.hint("x", List.of())).isEqualTo("; there are none");
    }

    @ParameterizedTest
    @CsvSource({"abc,abc,0", "abc,acb,1", "abc,ab,1", "'',ab,2", "kitten,sitting,3", "ABC,abc,0"})
    void the_distance_counts_edits_and_swaps(String one, String other, int distance) {
        assertThat(Nearest.distance(one, other)).isEqualTo(distance);
    }
}
