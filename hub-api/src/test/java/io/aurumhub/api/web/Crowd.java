package io.aurumhub.api.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Many connections that begin something and leave it at that, or go on with one byte now and then. */
final class Crowd implements AutoCloseable {

    private static final long PAUSE_MILLIS = 500;

    private final int port;
    private final String begin;
    private final @Nullable String drop;
    private final boolean deaf;
    private final List<SocketChannel> all = new ArrayList<>();
    private final List<StringBuilder> heard = new ArrayList<>();
    private final Thread thread;
    private volatile boolean over;
    private volatile int ended;

    private Crowd(int port, int size, String begin, @Nullable String drop, boolean deaf) {
        this.port = port;
        this.begin = begin;
        this.drop = drop;
        this.deaf = deaf;
        try {
            for (int i = 0; i < size; i++) {
                all.add(connection());
                heard.add(new StringBuilder());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = Thread.ofPlatform().daemon().start(this::goOn);
    }

    /** So many that send this and then nothing. */
    static Crowd silent(int port, int size, String begin) {
        return new Crowd(port, size, begin, null, false);
    }

    /** So many that send this, and then that again and again, twice a second. */
    static Crowd dripping(int port, int size, String begin, String drop) {
        return new Crowd(port, size, begin, drop, false);
    }

    /** So many that send this, and read nothing of what is answered. */
    static Crowd silentAndDeaf(int port, int size, String begin) {
        return new Crowd(port, size, begin, null, true);
    }

    /** All of them say this now. */
    void say(String more) {
        for (var socket : all) {
            try {
                socket.write(bytes(more));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private SocketChannel connection() throws IOException {
        var socket = SocketChannel.open();
        if (deaf) {
            socket.setOption(StandardSocketOptions.SO_RCVBUF, 4_096);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.configureBlocking(false);
        socket.write(bytes(begin));
        return socket;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void goOn() {
        while (!over) {
            int gone = 0;
            for (int i = 0; i < all.size(); i++) {
                if (!goOn(all.get(i), heard.get(i))) {
                    gone++;
                }
            }
            ended = gone;
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private boolean goOn(SocketChannel socket, StringBuilder said) {
        if (!socket.isOpen()) {
            return false;
        }
        try {
            if (deaf) {
                return true;
            }
            var buffer = ByteBuffer.allocate(4_096);
            int read = socket.read(buffer);
            if (read < 0) {
                socket.close();
                return false;
            }
            said.append(StandardCharsets.ISO_8859_1.decode(buffer.flip()));
            if (drop != null) {
                socket.write(bytes(drop));
            }
            return true;
        } catch (IOException cut) {
            close(socket);
            return false;
        }
    }

    /** How many of them the server has ended. */
    int ended() {
        return ended;
    }

    /** What was said to one of them so far. */
    String heardByOne() {
        return heard.getFirst().toString();
    }

    private static void close(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        over = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        all.forEach(Crowd::close);
    }
}
