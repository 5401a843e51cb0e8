package io.aurumhub.api.entry;

import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemType;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.EOFException;
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

    private final InputStream packed;
    private final boolean mayBeLong;
    private @Nullable Unpacking unpacking;
    private long unpacked;
    private boolean finished;

    UnpackedBody(InputStream packed, boolean mayBeLong) {
        this.packed = packed;
        this.mayBeLong = mayBeLong;
    }

    /** Knows how much came in, and whether more can be had without waiting. */
    private static final class Unpacking extends GZIPInputStream {

        private final InputStream source;

        Unpacking(InputStream source) throws IOException {
            super(source);
            this.source = source;
        }

        long packedBytes() {
            return inf.getBytesRead();
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
                finished = true;
                return count;
            }
            unpacked += count;
            if (unpacked > LARGEST_BYTES && !(mayBeLong && unpacked <= LARGEST_RATIO * body.packedBytes())) {
                throw new Problem(
                        ProblemType.TOO_LARGE, "Unpacked, the body has more than %d bytes".formatted(LARGEST_BYTES));
            }
            return count;
        } catch (ZipException | EOFException broken) {
            throw new Problem(
                    ProblemType.BAD_REQUEST, "The body is not gzip, as Content-Encoding says, or is cut off", broken);
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
