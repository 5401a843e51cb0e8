package io.aurumhub.api.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.api.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class UnpackedBodyTest {

    private static byte[] text(int bytes) {
        var text = new byte[bytes];
        var chance = new Random(7);
        for (int i = 0; i < bytes; i++) {
            text[i] = (byte) ('a' + chance.nextInt(26));
        }
        return text;
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(plain);
        }
        return packed.toByteArray();
    }

    private static byte[] together(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] stream(byte[] packed) throws IOException {
        return new UnpackedBody(new ByteArrayInputStream(packed), true).readAllBytes();
    }

    @Test
    void a_stream_of_several_members_is_as_good_as_one() throws IOException {
        var first = text(UnpackedBody.LARGEST_BYTES + 1_000_000);
        var second = text(1_000_000);

        assertThat(stream(together(gzip(first), gzip(second), gzip(first)))).isEqualTo(together(first, second, first));
    }

    @Test
    void a_stream_that_is_packed_too_well_is_refused_by_its_own_limit() throws IOException {
        var bomb = together(gzip(text(1_000)), gzip(new byte[50_000_000]), gzip(new byte[50_000_000]));

        assertThatThrownBy(() -> stream(bomb))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("100 times")
                .hasMessageNotContaining("5000000");
    }

    @Test
    void a_body_that_is_no_stream_may_not_be_longer_than_others() throws IOException {
        var packed = gzip(text(UnpackedBody.LARGEST_BYTES + 1));

        assertThatThrownBy(() -> new UnpackedBody(new ByteArrayInputStream(packed), false).readAllBytes())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("5000000");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 9, 15, 400, 505, 511, 512, 513, 600})
    void what_stands_behind_the_end_and_is_not_gzip_is_not_left_away(int length) throws IOException {
        var whole = gzip(text(length));

        assertThat(stream(whole)).hasSize(length);
        assertThat(stream(together(whole, whole))).hasSize(2 * length);
        for (int more : new int[] {1, 5, 600}) {
            assertThatThrownBy(() -> stream(together(whole, text(more))))
                    .as("%d behind", more)
                    .isInstanceOf(Problem.class);
        }
        for (int cut : new int[] {1, 5, whole.length - 1}) {
            assertThatThrownBy(() -> stream(together(whole, Arrays.copyOf(whole, cut))))
                    .as("%d of the second", cut)
                    .isInstanceOf(Problem.class);
        }
    }

    @Test
    void a_connection_that_breaks_between_two_members_is_no_end() throws IOException {
        var broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken");
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                throw new IOException("broken");
            }
        };
        var body = new UnpackedBody(new SequenceInputStream(new ByteArrayInputStream(gzip(text(100))), broken), true);

        assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class).hasMessage("broken");
    }
}
