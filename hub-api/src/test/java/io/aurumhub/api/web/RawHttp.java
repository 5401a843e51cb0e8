package io.aurumhub.api.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Requests written by hand, byte by byte, as no client would send them. One connection each. */
final class RawHttp {

    private static final int PATIENCE_MILLIS = 30_000;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private RawHttp() {}

    /** Begins with a request line and the headers that every request has. */
    static RawHttp request(String method, String target) {
        var request = new RawHttp();
        request.bytes.writeBytes(
                (method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n").getBytes(StandardCharsets.UTF_8));
        return request.header("Connection", "close");
    }

    RawHttp header(String name, String value) {
        bytes.writeBytes((name + ": " + value + "\r\n").getBytes(StandardCharsets.UTF_8));
        return this;
    }

    RawHttp body(byte[] body) {
        header("Content-Length", Integer.toString(body.length));
        bytes.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(body);
        return this;
    }

    RawHttp withoutBody() {
        bytes.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    Answer send(int port) {
        return send(port, bytes.toByteArray());
    }

    /** What the server says to these bytes until it closes the connection. */
    static Answer send(int port, byte[] bytes) {
        var answer = new ByteArrayOutputStream();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            try {
                socket.getOutputStream().write(bytes);
            } catch (SocketException answeredBeforeAllWasSent) {
                // what it said stands in the input
            }
            socket.getInputStream().transferTo(answer);
        } catch (SocketException cutOff) {
            // what came before is the answer
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return Answer.of(answer.toString(StandardCharsets.UTF_8));
    }

    /** What came back; status 0: nothing. */
    record Answer(int status, String head, String body) {

        static Answer of(String all) {
            var end = all.indexOf("\r\n\r\n");
            var head = end < 0 ? all : all.substring(0, end);
            var words = head.split(" ", 3);
            var body = end < 0 ? "" : all.substring(end + 4);
            var chunked = head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked");
            return new Answer(words.length < 2 ? 0 : Integer.parseInt(words[1]), head, chunked ? joined(body) : body);
        }

        /** Enough for answers whose chunks are lines of their own. */
        private static String joined(String chunks) {
            return chunks.replaceAll("(?m)^[0-9a-f]+\r\n", "").replace("\r\n", "");
        }

        boolean isProblem() {
            return head.toLowerCase(Locale.ROOT).contains("content-type: application/problem+json");
        }

        boolean isPage() {
            return head.toLowerCase(Locale.ROOT).contains("content-type: text/html");
        }
    }
}
