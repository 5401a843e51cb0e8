package io.aurumhub.api.entry;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.coyote.AbstractProcessor;
import org.apache.coyote.Constants;
import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP as the server speaks it, with limits on whole headers, on bodies that are waited for, and on answers that nobody
 * takes. The server's own limits hold for one read and one write each, so a byte now and then would meet them for ever.
 */
public final class GuardedProtocol extends Http11NioProtocol {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedProtocol.class);
    private static final long PAUSE_MILLIS = 250;
    /** While more than one worker in two is busy, nobody may keep one waiting for longer than this. */
    private static final Duration WHEN_SCARCE = Duration.ofMillis(500);

    private final GuardedEndpoint endpoint;
    private Duration headerTime = Duration.ofSeconds(10);
    private Duration answerTime = Duration.ofSeconds(10);
    private @Nullable ScheduledExecutorService watch;
    private Map<SocketWrapperBase<NioChannel>, Stuck> stuck = Map.of();

    /** A connection that did not take more of its answer when it was looked at first. */
    private record Stuck(long lastWrite, long since) {}

    /** As the server makes it, by the name of the class. */
    public GuardedProtocol() {
        this(new GuardedEndpoint());
    }

    private GuardedProtocol(GuardedEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    void limitTo(ConnectionSettings settings) {
        headerTime = settings.headerTime();
        answerTime = settings.answerTime();
        endpoint.limitTo(settings);
    }

    @Override
    protected Processor createProcessor() {
        return new GuardedProcessor(this, getAdapter());
    }

    @Override
    public void start() throws Exception {
        super.start();
        var watching = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("http-watch").daemon().factory());
        var _ = watching.scheduleWithFixedDelay(this::look, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        watch = watching;
    }

    @Override
    public void stop() throws Exception {
        if (watch != null) {
            watch.shutdownNow();
        }
        super.stop();
    }

    private void look() {
        var now = System.nanoTime();
        try {
            IncomingBody.cutOverdue(now);
        } catch (RuntimeException e) {
            LOG.warn("A body that is too slow could not be cut", e);
        }
        var answerLimit = isScarce() ? WHEN_SCARCE : answerTime;
        var stillStuck = new HashMap<SocketWrapperBase<NioChannel>, Stuck>();
        for (var connection : endpoint.getConnections()) {
            try {
                if (headerAge(connection, now) > headerTime.toNanos()) {
                    LOG.debug("A connection was cut: its header did not end within {}", headerTime);
                    cutWaiting(connection);
                } else if (connection instanceof NioEndpoint.NioSocketWrapper socket && isStuck(socket)) {
                    var present = stuckSince(socket, now);
                    if (now - present.since() > answerLimit.toNanos()) {
                        LOG.debug("A connection was cut: it did not take its answer for {}", answerLimit);
                        cutWriting(connection);
                    }
                    stillStuck.put(connection, present);
                }
            } catch (IOException | RuntimeException e) {
                LOG.debug("A connection was gone before it was cut", e);
            }
        }
        stuck = stillStuck;
    }

    private boolean isScarce() {
        return 2 * endpoint.getCurrentThreadsBusy() >= endpoint.getMaxThreads();
    }

    /** Since the first byte of a header that has not ended; 0 of a connection that waits for nothing of the kind. */
    static long headerAge(SocketWrapperBase<NioChannel> connection, long now) {
        if (connection.getCurrentProcessor() instanceof AbstractProcessor processor) {
            var request = processor.getRequest();
            var begin = request.getStartTimeNanos();
            int stage = request.getRequestProcessor().getStage();
            // "ended" is also where the server leaves off in the middle of a header, until more of it comes
            boolean parsing = stage == Constants.STAGE_PARSE || stage == Constants.STAGE_ENDED;
            if (parsing && begin > 0 && !processor.isAsync()) {
                return now - begin;
            }
        }
        return 0;
    }

    /** What is to be written waits for the caller; what only waits for the rest of the answer does not. */
    private static boolean isStuck(NioEndpoint.NioSocketWrapper socket) {
        return socket.hasDataToWrite() && socket.interestOpsHas(SelectionKey.OP_WRITE);
    }

    /** Since when nothing has been written, as far as was seen; the connection's write before says nothing of it. */
    private Stuck stuckSince(NioEndpoint.NioSocketWrapper socket, long now) {
        var before = stuck.get(socket);
        long last = socket.getLastWrite();
        return before != null && before.lastWrite() == last ? before : new Stuck(last, now);
    }

    /** No worker has it: the server ends it as it ends one that is silent. */
    private void cutWaiting(SocketWrapperBase<NioChannel> connection) {
        endpoint.cut(connection);
    }

    /** A worker waits for it: that ends as soon as nothing can be written any more. */
    private static void cutWriting(SocketWrapperBase<NioChannel> connection) throws IOException {
        connection.getSocket().getIOChannel().shutdownOutput();
    }
}
