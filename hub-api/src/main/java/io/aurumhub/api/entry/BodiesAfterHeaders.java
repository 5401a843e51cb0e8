package io.aurumhub.api.entry;

import io.aurumhub.api.problem.ProblemResponses;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Notes which bodies have not come along with their header, as most have; and ends requests whose body nobody has read.
 * The server itself would wait for the rest of such a body, as long as it likes to take.
 */
final class BodiesAfterHeaders extends ValveBase {

    /** What is on its way already is let in, so that the connection can be used again. */
    private static final int MOST_LINGERING = 32;

    private static final long LINGERING_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int MOST_BYTES = 100_000;
    private static final int BUFFER_BYTES = 8_192;

    private final Semaphore lingering = new Semaphore(MOST_LINGERING);

    BodiesAfterHeaders() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        boolean refused = response.getStatus() >= HttpServletResponse.SC_BAD_REQUEST; // by the server, for its header
        var body = refused ? null : IncomingBody.of(request.getCoyoteRequest());
        if (body == null) {
            getNext().invoke(request, response);
            return;
        }
        request.setAttribute(IncomingBody.NAME, body);
        request.setAttribute(ProblemResponses.BODY_TO_COME, true);
        try {
            getNext().invoke(request, response);
        } finally {
            if (!request.isAsync()) {
                finish(request, response, body);
            }
        }
    }

    private void finish(Request request, Response response, IncomingBody body) {
        try {
            if (body.isRead() || body.isCut()) {
                return;
            }
            if (lingering.tryAcquire()) {
                try {
                    linger(request, body);
                } finally {
                    lingering.release();
                }
            }
        } catch (IOException | IllegalStateException gone) {
            container.getLogger().debug("A caller was gone before its body had come", gone);
        } finally {
            if (!body.isRead()) {
                leave(response, body);
            }
        }
    }

    /** The answer says that the connection ends with it, if it still can. */
    private void leave(Response response, IncomingBody body) {
        try {
            if (!response.isCommitted()) {
                response.setHeader("Connection", "close");
            }
            response.finishResponse();
        } catch (IOException | IllegalStateException gone) {
            container.getLogger().debug("A caller was gone before it had its answer", gone);
        } finally {
            body.leave();
        }
    }

    private static void linger(Request request, IncomingBody body) throws IOException {
        body.waitUntil(System.nanoTime() + LINGERING_NANOS);
        var input = request.getInputStream();
        var buffer = new byte[BUFFER_BYTES];
        int all = 0;
        int read = 0;
        try {
            while (read >= 0 && all < MOST_BYTES && !body.isCut()) {
                read = input.read(buffer);
                all += Math.max(0, read);
            }
        } finally {
            body.waitNoMore();
        }
    }
}
