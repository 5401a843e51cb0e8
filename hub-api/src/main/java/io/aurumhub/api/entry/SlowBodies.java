package io.aurumhub.api.entry;

import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemResponses;
import io.aurumhub.api.problem.ProblemType;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/** Bodies that are on their way: read as they come, without a worker, and given up when they come too slowly. */
final class SlowBodies implements AutoCloseable {

    /** The largest body that any call takes, and one byte more, so that it can say that it is too large. */
    static final int LARGEST_BODY_BYTES = 5_000_001;

    private static final Logger LOG = LoggerFactory.getLogger(SlowBodies.class);
    private static final int BUFFER_BYTES = 8_192;
    private static final long PAUSE_MILLIS = 500;

    private final ConnectionSettings settings;
    private final ProblemResponses problems;
    private final Set<Reading> all = ConcurrentHashMap.newKeySet();
    private final AtomicLong memory = new AtomicLong();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("http-bodies").daemon().factory());

    SlowBodies(ConnectionSettings settings, ProblemResponses problems) {
        this.settings = settings;
        this.problems = problems;
        watch.scheduleWithFixedDelay(this::look, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Reads the body, then lets the request go on as if it had just come.
     *
     * @param keep whether anybody will read it; else it is thrown away
     */
    void read(HttpServletRequest request, HttpServletResponse response, boolean keep) throws IOException {
        var whole = new ReadRequest(request);
        var context = request.startAsync(whole, response);
        context.setTimeout(0);
        var reading = new Reading(whole, response, context, request.getInputStream(), keep);
        all.add(reading);
        reading.input.setReadListener(reading);
    }

    private void look() {
        var now = System.nanoTime();
        all.stream().filter(reading -> reading.isTooSlow(now)).forEach(Reading::giveUp);
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }

    /** One body. Whoever ends it first does so: its last byte, its slowness, or its connection. */
    private final class Reading implements ReadListener {
        private final ReadRequest request;
        private final HttpServletResponse response;
        private final AsyncContext context;
        private final ServletInputStream input;
        private final boolean keep;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final byte[] buffer = new byte[BUFFER_BYTES];
        private final long begin = System.nanoTime();
        private volatile long count;
        private boolean ended;

        private Reading(
                ReadRequest request,
                HttpServletResponse response,
                AsyncContext context,
                ServletInputStream input,
                boolean keep) {
            this.request = request;
            this.response = response;
            this.context = context;
            this.input = input;
            this.keep = keep;
        }

        @Override
        public synchronized void onDataAvailable() throws IOException {
            while (!ended && input.isReady()) {
                int read = input.read(buffer);
                if (read < 0) {
                    return;
                }
                count += read;
                if (keep) {
                    bytes.write(buffer, 0, read);
                    if (memory.addAndGet(read) > settings.bodyMemory()) {
                        refuse(Problem.of(
                                HttpStatus.SERVICE_UNAVAILABLE, "Too many bodies are on their way; send it again soon"));
                        return;
                    }
                }
                if (count >= LARGEST_BODY_BYTES) {
                    // That it is too large is said by whoever would have read it, and the rest is not waited for.
                    goOn();
                }
            }
        }

        @Override
        public synchronized void onAllDataRead() {
            goOn();
        }

        @Override
        public synchronized void onError(Throwable cut) {
            if (end()) {
                LOG.debug("A caller was gone before its body had come", cut);
                context.complete();
            }
        }

        boolean isTooSlow(long now) {
            var late = now - begin - settings.bodyTime().toNanos();
            return late > 0 && count < TimeUnit.NANOSECONDS.toSeconds(late) * settings.bodyRate() + 1;
        }

        synchronized void giveUp() {
            refuse(Problem.of(
                    HttpStatus.REQUEST_TIMEOUT,
                    "The body came too slowly: %d bytes in %d s; send at least %d bytes in a second"
                            .formatted(
                                    count,
                                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin),
                                    settings.bodyRate())));
        }

        private void refuse(Problem problem) {
            if (end()) {
                try {
                    response.setHeader("Connection", "close");
                    problems.write(request, response, problem);
                } catch (IOException gone) {
                    LOG.debug("A caller was gone before it could be told that it was too slow", gone);
                } finally {
                    context.complete();
                }
            }
        }

        private void goOn() {
            if (end()) {
                request.has(bytes.toByteArray());
                context.dispatch();
            }
        }

        private boolean end() {
            if (ended) {
                return false;
            }
            ended = true;
            all.remove(this);
            if (keep) {
                memory.addAndGet(-bytes.size());
            }
            return true;
        }
    }
}
