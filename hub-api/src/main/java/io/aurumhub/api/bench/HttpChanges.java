package io.aurumhub.api.bench;

import io.aurumhub.api.bench.Callers.Caller;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Single changes over HTTP, each durable before it is answered: every other one a new contact, the rest updates. */
final class HttpChanges implements Figure {

    private static final int CONNECTIONS = 64;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Stage stage;
    private long before;
    private String note = "";

    HttpChanges(Stage stage) {
        this.stage = stage;
    }

    @Override
    public String word() {
        return "http";
    }

    @Override
    public List<Line> lines() {
        return List.of(Line.rate("single changes over HTTP, " + CONNECTIONS + " connections")
                .beside("one INSERT a transaction, 16 connections")
                .goal(0.70)
                .limit(5_000));
    }

    @Override
    public void prepare(int records) {
        stage.clear();
        stage.takeIn(Stage.CONTACT, records, Contact::first);
        stage.database().run("twins.sql");
        stage.analyze();
        before = stage.events();
    }

    @Override
    public double[] measure(int records) throws IOException, SQLException, InterruptedException {
        var token = Map.of("Authorization", "Bearer " + stage.adminToken());
        var timing = Callers.run(CONNECTIONS, records, () -> {
            var connection = HttpConnection.to(stage.port());
            return new Caller() {
                @Override
                public void call(int number) throws IOException {
                    var answer = connection.post("/api/v1/changes", token, body(records, number));
                    if (!answer.contains("\"accepted\"")) {
                        throw new IOException("A change was not accepted: " + answer);
                    }
                }

                @Override
                public void close() throws IOException {
                    connection.close();
                }
            };
        });
        note = String.format(
                Locale.ROOT,
                "p99 of an answer %.1f ms; the client took %.2f of a processor",
                timing.p99Milliseconds(),
                timing.clientShare());
        return new double[] {timing.perSecond()};
    }

    private static byte[] body(int records, int number) {
        var contact = number % 2 == 0
                ? Contact.first(records + number)
                : Contact.first(number).next();
        return JSON.writeValueAsBytes(Map.of(
                "system",
                "app",
                "entity",
                Stage.CONTACT.value(),
                "localId",
                contact.localId(),
                "full",
                true,
                "fields",
                contact.raw()));
    }

    @Override
    public Baseline baseline() {
        return new SingleInserts(stage.database());
    }

    @Override
    public long arrived() {
        return stage.events() - before;
    }

    @Override
    public String note() {
        return note;
    }
}
