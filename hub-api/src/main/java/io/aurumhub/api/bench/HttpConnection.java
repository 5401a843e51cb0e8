package io.aurumhub.api.bench;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * One caller's connection to the hub, kept open as long as the hub lets it. As little work as possible: the client
 * shares the processors with the hub, and a usual one would take a good part of them. It understands what this hub
 * answers, and no more.
 */
final class HttpConnection implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 60_000;

    private final int port;
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private boolean ends;

    private HttpConnection(int port) throws IOException {
        this.port = port;
        this.socket = connect(port);
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    static HttpConnection to(int port) throws IOException {
        return new HttpConnection(port);
    }

    private static Socket connect(int port) throws IOException {
        var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    /** A server lets a connection live for so many requests only, and says so in its last answer. */
    private void connectAgain() throws IOException {
        socket.close();
        socket = connect(port);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        ends = false;
    }

    /**
     * Asks for a page.
     *
     * @return the body of the answer
     * @throws IOException if the answer is not 200
     */
    String get(String path, Map<String, String> headers) throws IOException {
        return exchange("GET", path, headers, new byte[0]);
    }

    /** As {@link #get}, with a body. */
    String post(String path, Map<String, String> headers, byte[] json) throws IOException {
        return exchange("POST", path, headers, json);
    }

    private String exchange(String method, String path, Map<String, String> headers, byte[] body) throws IOException {
        var head = new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (body.length > 0) {
            head.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(body.length)
                    .append("\r\n");
        }
        var request = new ByteArrayOutputStream(head.length() + body.length + 2);
        request.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        request.writeBytes(body);
        if (ends) {
            connectAgain();
        }
        out.write(request.toByteArray());
        return answer(method, path);
    }

    private String answer(String method, String path) throws IOException {
        var status = line();
        int length = 0;
        boolean chunked = false;
        for (var header = line(); !header.isEmpty(); header = line()) {
            var name = header.toLowerCase(Locale.ROOT);
            if (name.startsWith("content-length:")) {
                length = Integer.parseInt(
                        name.substring("content-length:".length()).strip());
            } else if (name.startsWith("transfer-encoding:")) {
                chunked = name.contains("chunked");
            } else if (name.startsWith("connection:")) {
                ends = name.contains("close");
            }
        }
        var body = new String(chunked ? chunks() : exactly(length), StandardCharsets.UTF_8);
        if (!status.startsWith("HTTP/1.1 200")) {
            throw new IOException("%s %s was answered with '%s': %s".formatted(method, path, status, body));
        }
        return body;
    }

    private byte[] chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        int size;
        do {
            size = Integer.parseInt(line(), 16);
            body.writeBytes(exactly(size));
            line();
        } while (size > 0);
        return body.toByteArray();
    }

    private byte[] exactly(int length) throws IOException {
        var bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("The hub closed the connection within an answer");
        }
        return bytes;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int read = in.read(); read != '\n'; read = in.read()) {
            if (read < 0) {
                throw new EOFException("The hub closed the connection");
            }
            if (read != '\r') {
                line.append((char) read);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
