package io.aurumhub.api.bench;

import io.aurumhub.api.bench.Callers.Caller;
import io.aurumhub.api.bench.Callers.Timing;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Records read over HTTP, beside the same SELECT by the driver. */
final class Reads implements Figure {

    private static final int CONNECTIONS = 16;

    /** The records asked for lie this far apart, so that no two in a row share a page of the table. */
    private static final int STRIDE = 7_919;

    private final Stage stage;
    private final Kind kind;
    private final AtomicLong answers = new AtomicLong();
    private List<UUID> ids = List.of();
    private double clientShare;

    /** What is asked for. */
    @SuppressWarnings("ImmutableEnumChecker") // the lists are
    enum Kind {
        BY_ID(
                "read",
                List.of(
                        Line.rate("records read by id over HTTP").goal(0.40),
                        Line.latency("records read by id, p99").limit(10)),
                List.of("""
                    select record_id, entity, revision, deleted, fields::text, provenance::text, pins::text, changed_at
                    from hub_read.golden_record where record_id = ?\
                    """, """
                    select system, number, local_id, state, local::text, sent::text, version, source_time, written_at,
                        held, wanted, to_json(open)::text, refused
                    from hub_read.crosswalk where record_id = ? order by system, number\
                    """)),
        BY_FIELD(
                "search",
                List.of(
                        Line.rate("records found by a field over HTTP").goal(0.40),
                        Line.latency("records found by a field, p99").limit(10)),
                List.of("""
                    select record_id, entity, revision, deleted, fields::text, changed_at from hub_read.golden_record
                    where entity = 'contact' and not deleted and fields @> ?::jsonb order by record_id limit 51\
                    """)),
        AS_OF(
                "asof",
                List.of(Line.rate("records as they were, over HTTP"), Line.latency("records as they were, p99")),
                List.of("select * from hub_log.event where record_id = ? and seq < 1 order by seq"));

        private final String word;
        private final List<Line> lines;
        private final List<String> selects;

        Kind(String word, List<Line> lines, List<String> selects) {
            this.word = word;
            this.lines = lines.stream()
                    .map(line -> line.beside("the same SELECT by the driver"))
                    .toList();
            this.selects = selects;
        }
    }

    Reads(Stage stage, Kind kind) {
        this.stage = stage;
        this.kind = kind;
    }

    @Override
    public String word() {
        return kind.word;
    }

    @Override
    public List<Line> lines() {
        return kind.lines;
    }

    @Override
    public void prepare(int records) {
        if (stage.database().count("select count(*) from hub_read.golden_record where entity = 'contact'") != records) {
            stage.clear();
            stage.takeIn(Stage.CONTACT, records, Contact::first);
            stage.takeIn(Stage.CONTACT, records, number -> Contact.first(number).next());
            stage.analyze();
        }
        remember();
    }

    /** The records that are there now are those asked for. */
    void remember() {
        ids = stage.database()
                .statements()
                .queryForList("select record_id from hub_read.golden_record order by record_id", UUID.class);
        answers.set(0);
    }

    @Override
    public double[] measure(int records) throws IOException, SQLException, InterruptedException {
        var timing = Callers.run(CONNECTIONS, records, () -> {
            var connection = HttpConnection.to(stage.port());
            return new Caller() {
                @Override
                public void call(int number) throws IOException {
                    var asked = asked(number);
                    if (connection.get(asked.path(kind), Map.of()).contains(asked.told())) {
                        answers.incrementAndGet();
                    }
                }

                @Override
                public void close() throws IOException {
                    connection.close();
                }
            };
        });
        clientShare = timing.clientShare();
        return figures(timing);
    }

    private static double[] figures(Timing timing) {
        return new double[] {timing.perSecond(), timing.p99Milliseconds()};
    }

    private Asked asked(int number) {
        int index = (int) ((long) number * STRIDE % ids.size());
        return new Asked(ids.get(index), Contact.first(index).email());
    }

    /** One record: by its id, or by an address that one record has. */
    private record Asked(UUID id, String email) {
        String path(Kind kind) {
            return switch (kind) {
                case BY_ID -> "/api/v1/records/" + id;
                case AS_OF -> "/api/v1/records/" + id + "?revision=1";
                case BY_FIELD ->
                    "/api/v1/records?entity=contact&email=" + URLEncoder.encode(email, StandardCharsets.UTF_8);
            };
        }

        /** What every right answer holds. */
        String told() {
            return "@mail.example.com";
        }

        void bind(Kind kind, PreparedStatement select) throws SQLException {
            if (kind == Kind.BY_FIELD) {
                select.setString(1, "{\"email\": \"" + email + "\"}");
            } else {
                select.setObject(1, id);
            }
        }
    }

    @Override
    public Baseline baseline() {
        return records -> figures(Callers.run(CONNECTIONS, records, () -> {
            var connection = stage.database().open();
            var selects = new java.util.ArrayList<PreparedStatement>();
            for (var sql : kind.selects) {
                selects.add(connection.prepareStatement(sql));
            }
            return new Caller() {
                @Override
                public void call(int number) throws SQLException {
                    for (var select : selects) {
                        asked(number).bind(kind, select);
                        readAll(select);
                    }
                }

                @Override
                public void close() throws SQLException {
                    connection.close();
                }
            };
        }));
    }

    private static void readAll(PreparedStatement select) throws SQLException {
        try (var result = select.executeQuery()) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                for (int i = 1; i <= columns; i++) {
                    result.getObject(i);
                }
            }
        }
    }

    @Override
    public long arrived() {
        return answers.get();
    }

    @Override
    public String note() {
        return String.format(Locale.ROOT, "the client took %.2f of a processor", clientShare);
    }
}
