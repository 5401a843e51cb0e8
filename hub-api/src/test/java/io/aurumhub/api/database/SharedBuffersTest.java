package io.aurumhub.api.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SharedBuffersTest {

    private static final long GIBIBYTE = 1L << 30;

    @ParameterizedTest
    @CsvSource({"0, 128", "1, 128", "2, 256", "4, 512", "16, 2048", "64, 2048", "4096, 2048"})
    void are_an_eighth_of_the_memory_within_bounds(long gibibytes, long mebibytes) {
        assertThat(SharedBuffers.of(gibibytes * GIBIBYTE).mebibytes()).isEqualTo(mebibytes);
    }
}
