package io.aurumhub.api.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A plain HTTP client of the shop. */
record ShopClient(HttpClient http, URI base, String token) implements AutoCloseable {

    static ShopClient of(ShopServer shop, String token) {
        return new ShopClient(HttpClient.newHttpClient(), shop.baseUrl(), token);
    }

    record Reply(int status, JsonNode json, HttpResponse<String> response) {

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        String text(String path) {
            return json.at(path).asString("");
        }
    }

    Reply get(String path) throws IOException, InterruptedException {
        return send("GET", path, "");
    }

    /** Headers as name, value, name, value. */
    Reply send(String method, String path, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Authorization", "Bearer " + token);
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        return new Reply(response.statusCode(), JsonMapper.shared().readTree(response.body()), response);
    }

    @Override
    public void close() {
        http.close();
    }
}
