package io.aurumhub.api.endtoend;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What somebody answered over HTTP. */
record Reply(int status, String body) {

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** Headers as name, value, name, value. An empty body sends none. */
    static Reply to(String method, URI target, String body, String... headers) throws IOException {
        var request = HttpRequest.newBuilder(target)
                .timeout(Duration.ofMinutes(2))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while asking " + target, e);
        }
    }

    JsonNode json() {
        return JsonMapper.shared().readTree(body);
    }

    /** The answer's JSON, if its status is this one; else a failure that shows the answer. */
    JsonNode expecting(int wanted) {
        Assertions.assertThat(status).as(body).isEqualTo(wanted);
        return json();
    }
}
