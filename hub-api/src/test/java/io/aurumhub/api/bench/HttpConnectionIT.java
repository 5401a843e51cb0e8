package io.aurumhub.api.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HttpConnectionIT {

    private static final String PLAIN = "HTTP/1.1 200 \r\nContent-Length: 5\r\n\r\nplain";
    private static final String CHUNKED =
            "HTTP/1.1 200 \r\nTransfer-Encoding: chunked\r\n\r\n4\r\nin p\r\na\r\nieces of 9\r\n0\r\n\r\n";
    private static final String LAST = "HTTP/1.1 200 \r\nContent-Length: 4\r\nConnection: close\r\n\r\nlast";
    private static final String REFUSAL = "HTTP/1.1 503 \r\nContent-Length: 4\r\n\r\nfull";
    private static final String CUT = "HTTP/1.1 200 \r\nContent-Length: 9\r\nConnection: close\r\n\r\ncut";

    /** What the server was asked, each with the number of the connection. */
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private final ServerSocket server;

    HttpConnectionIT() throws IOException {
        server = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void several_answers_in_either_form_come_over_one_connection() throws IOException {
        try (var connection = HttpConnection.to(answering(PLAIN, CHUNKED, PLAIN))) {
            assertThat(connection.get("/a", Map.of())).isEqualTo("plain");
            assertThat(connection.get("/b", Map.of())).isEqualTo("in pieces of 9");
            assertThat(connection.post("/c", Map.of("X-Sign", "s"), "{}".getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo("plain");
        }
        assertThat(asked).containsExactly("1 GET /a HTTP/1.1", "1 GET /b HTTP/1.1", "1 POST /c HTTP/1.1");
    }

    @Test
    void after_the_last_answer_of_a_connection_comes_a_new_one() throws IOException {
        try (var connection = HttpConnection.to(answering(LAST, PLAIN))) {
            assertThat(connection.get("/a", Map.of())).isEqualTo("last");
            assertThat(connection.get("/b", Map.of())).isEqualTo("plain");
        }
        assertThat(asked).containsExactly("1 GET /a HTTP/1.1", "2 GET /b HTTP/1.1");
    }

    @Test
    void an_answer_that_is_none_is_told() throws IOException {
        try (var connection = HttpConnection.to(answering(REFUSAL, CUT))) {
            assertThatThrownBy(() -> connection.get("/a", Map.of()))
                    .isInstanceOf(IOException.class)
                    .hasMessage("GET /a was answered with 'HTTP/1.1 503 ': full");
            assertThatThrownBy(() -> connection.get("/b", Map.of()))
                    .hasMessage("The hub closed the connection within an answer");
        }
    }

    /** Gives these answers in turn, and closes where they say so. */
    private int answering(String... answers) {
        var left = new CopyOnWriteArrayList<>(List.of(answers));
        Thread.ofVirtual().start(() -> {
            try {
                for (int number = 1; !left.isEmpty(); number++) {
                    serve(server.accept(), number, left);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return server.getLocalPort();
    }

    private void serve(Socket accepted, int number, List<String> left) throws IOException {
        try (var socket = accepted;
                var in = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))) {
            String answer;
            do {
                asked.add(number + " " + in.readLine());
                int length = 0;
                for (var line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
                    length = line.startsWith("Content-Length: ") ? Integer.parseInt(line.substring(16)) : length;
                }
                in.skip(length);
                answer = left.removeFirst();
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            } while (!answer.contains("close") && !left.isEmpty());
        }
    }
}
