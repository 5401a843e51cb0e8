package io.aurumhub.api.entry;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A body that had not come along with its header. Whoever waits for it sets a time; who watches the connections
 * ({@link GuardedProtocol}) ends the waiting when that is over.
 */
final class IncomingBody {

    /** The attribute of such a request. */
    static final String NAME = IncomingBody.class.getName();

    private static final Logger LOG = LoggerFactory.getLogger(IncomingBody.class);

    /** Those that somebody waits for. */
    private static final Set<IncomingBody> WAITED_FOR = ConcurrentHashMap.newKeySet();

    private final Request request;
    private long deadline;
    private boolean waiting;
    private boolean cut;

    private IncomingBody(Request request) {
        this.request = request;
    }

    /** That of a request which has just begun; null: its body is here, or it has none. */
    static @Nullable IncomingBody of(Request request) {
        return isHere(request) ? null : new IncomingBody(request);
    }

    /** Ends the waiting for all that are overdue. */
    static void cutOverdue(long nanoTime) {
        WAITED_FOR.stream().filter(body -> body.isOverdue(nanoTime)).forEach(IncomingBody::cut);
    }

    private static boolean isHere(Request request) {
        if (request.getContentLengthLong() > 0) {
            request.action(ActionCode.AVAILABLE, false);
            return request.getAvailable() >= request.getContentLengthLong();
        }
        return isRead(request);
    }

    private static boolean isRead(Request request) {
        var read = new AtomicBoolean();
        request.action(ActionCode.REQUEST_BODY_FULLY_READ, read);
        return read.get();
    }

    boolean isRead() {
        return isRead(request);
    }

    /** From now on more of it must be here by then, or be waited for again. */
    synchronized void waitUntil(long nanoTime) {
        deadline = nanoTime;
        waiting = true;
        WAITED_FOR.add(this);
    }

    synchronized void waitNoMore() {
        waiting = false;
        WAITED_FOR.remove(this);
    }

    private synchronized boolean isOverdue(long nanoTime) {
        return waiting && nanoTime - deadline > 0;
    }

    private synchronized void cut() {
        if (!waiting) {
            return;
        }
        cut = true;
        try {
            GuardedProcessor.shutInput(request);
        } catch (IOException gone) {
            LOG.debug("A caller was gone before its connection was cut", gone);
        }
    }

    /** Whether somebody has ended the waiting. */
    synchronized boolean isCut() {
        return cut;
    }

    /** The request is over: the rest of the body is not waited for, and the connection ends with the answer. */
    void leave() {
        request.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    }
}
