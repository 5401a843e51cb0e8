package io.aurumhub.api.entry;

import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A packed body as it is unpacked. A small body may stand for a very large one, so it ends with a problem where it
 * grows beyond what a body may have.
 */
final class UnpackedBody extends ServletInputStream {

    /** The same as for a body that is not packed. */
    static final int LARGEST_BYTES = 5_000_000;

    /** A stream may be longer than that, but no text of records is packed so well. */
    private static final int LARGEST_RATIO = 100;

    private final Packed packed;
    private final boolean mayBeLong;
    private @Nullable Unpacking unpacking;
    private long unpacked;
    private boolean finished;

    UnpackedBody(InputStream packed, boolean mayBeLong) {
        this.packed = new Packed(packed);
        this.mayBeLong = mayBeLong;
    }

    /** Knows how much came in, of all its members, and how it ended. */
    private static final class Packed extends FilterInputStream {

        private long bytes;
        private int oneByOne;
        private @Nullable IOException failure;

        Packed(InputStream source) {
            super(source);
        }

        @Override
        public int read() throws IOException {
            try {
                int one = super.read();
                if (one >= 0) {
                    bytes++;
                    oneByOne++;
                }
                return one;
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                int count = super.read(into, offset, length);
                bytes += Math.max(count, 0);
                oneByOne = 0;
                return count;
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }

    /** Knows whether more can be had without waiting, and whether all of it was read at the end. */
    private static final class Unpacking extends GZIPInputStream {

        /** The check sum and the length behind each member. */
        private static final int TRAILER_BYTES = 8;

        private final Packed source;

        Unpacking(Packed source) throws IOException {
            super(source);
            this.source = source;
        }

        /** Behind a member the library takes whatever it cannot read for the end. */
        void checkEnd() throws IOException {
            if (source.failure != null) {
                throw source.failure;
            }
            if (inf.getRemaining() + source.oneByOne > TRAILER_BYTES) {
                throw new ZipException("There is more behind the end, and it is not gzip");
            }
        }

        @Override
        public int available() throws IOException {
            return super.available() > 0 && (inf.getRemaining() > 0 || source.available() > 0) ? 1 : 0;
        }
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            var body = opened();
            int count = body.read(bytes, offset, length);
            if (count < 0) {
                body.checkEnd();
                finished = true;
                return count;
            }
            unpacked += count;
            checkSize();
            return count;
        } catch (ZipException | EOFException broken) {
            throw new Problem(
                    ProblemType.BAD_REQUEST, "The body is not gzip, as Content-Encoding says, or is cut off", broken);
        }
    }

    private void checkSize() {
        if (unpacked <= LARGEST_BYTES) {
            return;
        }
        if (!mayBeLong) {
            throw new Problem(
                    ProblemType.TOO_LARGE, "Unpacked, the body has more than %d bytes".formatted(LARGEST_BYTES));
        }
        if (unpacked > LARGEST_RATIO * packed.bytes) {
            throw new Problem(
                    ProblemType.TOO_LARGE,
                    "Unpacked, the body has more than %d times as many bytes as packed; send it as it is"
                            .formatted(LARGEST_RATIO));
        }
    }

    private Unpacking opened() throws IOException {
        var body = unpacking;
        if (body == null) {
            body = new Unpacking(packed);
            unpacking = body;
        }
        return body;
    }

    @Override
    public int available() throws IOException {
        return unpacking == null ? packed.available() : unpacking.available();
    }

    @Override
    public boolean isFinished() {
        return finished;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
        throw new UnsupportedOperationException("A packed body is read as it comes");
    }
}
