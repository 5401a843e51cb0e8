package io.aurumhub.api.entry;

import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accepts connections, so many from one address. Who comes when there are too many is let in, if one of them has not
 * even said what it wants: so half requests lock nobody out.
 */
final class GuardedEndpoint extends NioEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(GuardedEndpoint.class);

    private volatile int mostPerAddress = Integer.MAX_VALUE;

    void limitTo(ConnectionSettings settings) {
        mostPerAddress = settings.perAddress();
    }

    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        if (getConnectionCount() > mostPerAddress) {
            var address = socket.socket().getInetAddress();
            var same = getConnections().stream()
                    .filter(connection -> isFrom(connection, address))
                    .toList();
            if (same.size() >= mostPerAddress) {
                var now = System.nanoTime();
                var oldest = same.stream()
                        .filter(connection -> GuardedProtocol.headerAge(connection, now) > 0)
                        .max(Comparator.comparingLong(connection -> GuardedProtocol.headerAge(connection, now)));
                if (oldest.isEmpty()) {
                    LOG.debug("A connection was refused: {} has {} already", address, same.size());
                    return false;
                }
                cut(oldest.get());
            }
        }
        return super.setSocketOptions(socket);
    }

    private static boolean isFrom(SocketWrapperBase<NioChannel> connection, InetAddress address) {
        return address.getHostAddress().equals(connection.getRemoteAddr());
    }

    /** Ends a connection that no worker has, as one that has been silent for too long. */
    void cut(SocketWrapperBase<NioChannel> connection) {
        connection.setError(new SocketTimeoutException());
        processSocket(connection, SocketEvent.ERROR, true);
    }
}
