package io.aurumhub.api.entry;

import java.io.IOException;
import org.apache.coyote.Adapter;
import org.apache.coyote.Request;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.NioChannel;

/** The server's own, which knows the connection that a request comes by. */
final class GuardedProcessor extends Http11Processor {

    /** A place for notes that the server does not use itself; it uses 1 to 4. */
    private static final int NOTE = 17;

    GuardedProcessor(AbstractHttp11Protocol<?> protocol, Adapter adapter) {
        super(protocol, adapter);
        request.setNote(NOTE, this);
    }

    /** Ends the waiting for what this caller has still to send; an answer can still be written. */
    static void shutInput(Request request) throws IOException {
        if (request.getNote(NOTE) instanceof GuardedProcessor processor) {
            var socket = processor.getSocketWrapper();
            if (socket != null && socket.getSocket() instanceof NioChannel channel) {
                channel.getIOChannel().shutdownInput();
            }
        }
    }
}
