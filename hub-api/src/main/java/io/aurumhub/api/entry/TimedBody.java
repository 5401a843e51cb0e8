package io.aurumhub.api.entry;

import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemResponses;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** A request whose body must come with some speed as soon as somebody reads it. */
final class TimedBody extends HttpServletRequestWrapper {

    private final IncomingBody body;
    private final Pace pace;
    private final Runnable first;
    private @Nullable ServletInputStream input;

    /**
     * How fast.
     *
     * @param time before the rate counts
     * @param rate bytes in a second; 0: it may take as long as the connection lasts
     */
    record Pace(Duration time, int rate) {

        static final Pace ANY = new Pace(Duration.ZERO, 0);

        /** How long so many bytes may take, in nanoseconds. */
        long nanos(long bytes) {
            return time.toNanos() + TimeUnit.SECONDS.toNanos(bytes) / rate;
        }
    }

    /** @param first is run before anything is read; throws what should be told to the caller */
    TimedBody(HttpServletRequest request, IncomingBody body, Pace pace, Runnable first) {
        super(request);
        this.body = body;
        this.pace = pace;
        this.first = first;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        var opened = input;
        if (opened == null) {
            first.run();
            removeAttribute(ProblemResponses.BODY_TO_COME);
            opened = new Timed(super.getInputStream());
            input = opened;
        }
        return opened;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
    }

    private final class Timed extends ServletInputStream {

        private final ServletInputStream source;
        private final long begin = System.nanoTime();
        private long count;

        private Timed(ServletInputStream source) {
            this.source = source;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (pace.rate() > 0) {
                body.waitUntil(begin + pace.nanos(count));
            }
            try {
                int read = source.read(to, offset, length);
                if (body.isCut()) {
                    throw tooSlow(null);
                }
                count += Math.max(0, read);
                return read;
            } catch (IOException e) {
                if (body.isCut()) {
                    throw tooSlow(e);
                }
                throw e;
            } finally {
                body.waitNoMore();
            }
        }

        private Problem tooSlow(@Nullable IOException cause) {
            var detail = "The body came too slowly: %d bytes in %d s; after %d s send at least %d bytes in a second"
                    .formatted(
                            count,
                            TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin),
                            pace.time().toSeconds(),
                            pace.rate());
            var problem = Problem.of(HttpStatus.REQUEST_TIMEOUT, detail);
            if (cause != null) {
                problem.addSuppressed(cause);
            }
            // the server takes a body that ends too soon for a bad request
            setAttribute(ProblemResponses.INSTEAD, problem);
            return problem;
        }

        @Override
        public int available() throws IOException {
            return source.available();
        }

        @Override
        public boolean isFinished() {
            return source.isFinished();
        }

        @Override
        public boolean isReady() {
            return source.isReady();
        }

        @Override
        public void setReadListener(ReadListener listener) {
            source.setReadListener(listener);
        }
    }
}
