package io.aurumhub.api.entry;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/** Notes whether the whole body of a request has come along with its header, as it mostly has: then nothing waits. */
final class BodyHere extends ValveBase {

    /** The attribute of such a request. */
    static final String NAME = BodyHere.class.getName();

    BodyHere() {
        super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        if (isHere(request)) {
            request.setAttribute(NAME, true);
        }
        getNext().invoke(request, response);
    }

    private static boolean isHere(Request request) {
        var coyote = request.getCoyoteRequest();
        var length = coyote.getContentLengthLong();
        if (length < 0) {
            var read = new AtomicBoolean();
            coyote.action(ActionCode.REQUEST_BODY_FULLY_READ, read);
            return read.get();
        }
        coyote.action(ActionCode.AVAILABLE, false);
        return coyote.getAvailable() >= length;
    }
}
