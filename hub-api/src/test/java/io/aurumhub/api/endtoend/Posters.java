package io.aurumhub.api.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * Clients that post changes one after the other, each about people of its own, and send again what was not answered
 * with 2xx, as the hub asks for. What was accepted must be in the log, once.
 */
final class Posters implements AutoCloseable {

    private static final int CLIENTS = 4;
    private static final int PEOPLE_OF_EACH = 40;
    private static final long PAUSE_MILLIS = 50;
    private static final Duration END_LIMIT = Duration.ofSeconds(90);

    private final URI hub;
    private final String token;
    private final String name;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<Future<?>> clients = new ArrayList<>();
    /** By the note, each of which is posted once, the e-mail of whom it is about. */
    private final SortedMap<String, String> accepted = new ConcurrentSkipListMap<>();
    /** By e-mail, the last note. */
    private final Map<String, String> last = new ConcurrentSkipListMap<>();

    private final Map<Integer, AtomicLong> answers = new ConcurrentSkipListMap<>();
    private final AtomicLong longestMillis = new AtomicLong();

    private Posters(URI hub, String token, String name) {
        this.hub = hub;
        this.token = token;
        this.name = name;
    }

    static Posters start(DemoHome home) throws IOException {
        return start(home, "p");
    }

    /** @param name tells their people from those of others */
    static Posters start(DemoHome home, String name) throws IOException {
        var posters = new Posters(home.hub(), home.line("admin-token"), name);
        for (int client = 0; client < CLIENTS; client++) {
            int number = client;
            posters.clients.add(posters.threads.submit(() -> posters.run(number)));
        }
        return posters;
    }

    long acceptedSoFar() {
        return accepted.size();
    }

    /** How long the slowest answer took since this was last asked. */
    Duration slowest() {
        return Duration.ofMillis(longestMillis.getAndSet(0));
    }

    long answersWith(int status) {
        return answers.getOrDefault(status, new AtomicLong()).get();
    }

    /** Waits until so many more were accepted. */
    void awaitMore(long more, Duration limit) {
        long wanted = acceptedSoFar() + more;
        org.awaitility.Awaitility.await("changes are accepted")
                .atMost(limit)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> acceptedSoFar() >= wanted);
    }

    private Void run(int client) throws IOException, InterruptedException {
        for (int number = 0; stop.getCount() > 0; number++) {
            int person = number % PEOPLE_OF_EACH;
            var email = "%s%d-%d@example.com".formatted(name, client, person);
            var note = "note-%s%d-%06d".formatted(name, client, number);
            var change = """
                {"system": "inbox", "entity": "person", "localId": "%s%d-%d", "changeId": "%s",
                 "fields": {"email": "%s", "note": "%s"}}\
                """.formatted(name, client, person, note, email, note);
            while (!isAccepted(change)) {
                stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            }
            accepted.put(note, email);
            last.put(email, note);
        }
        return null;
    }

    private boolean isAccepted(String change) throws IOException {
        long begin = System.nanoTime();
        Reply reply;
        try {
            reply = Reply.to(
                    "POST",
                    hub.resolve("/api/v1/changes"),
                    change,
                    "Content-Type",
                    "application/json",
                    "Authorization",
                    "Bearer " + token);
        } catch (IOException e) {
            reply = new Reply(0, e.toString()); // no hub
        }
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        longestMillis.accumulateAndGet(took, Math::max);
        answers.computeIfAbsent(reply.status(), status -> new AtomicLong()).incrementAndGet();
        assertThat(reply.status()).as(reply.body()).isIn(0, 200, 503);
        return reply.status() == 200;
    }

    /** Ends the clients; what each is at is sent until it is accepted. */
    void end() {
        stop.countDown();
        try {
            for (var client : clients) {
                client.get(END_LIMIT.toSeconds(), TimeUnit.SECONDS);
            }
        } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What was accepted stands in the log, once and about whom it was, and in the record what was accepted last. */
    void judge(Connection database) throws SQLException {
        var found = new TreeMap<String, List<String>>();
        for (var row : Outside.rows(database, """
            select distinct g.fields ->> 'email' as email, m[1] as note, e.seq
            from hub_log.event e join hub_read.golden_record g using (record_id),
                 regexp_matches(convert_from(e.payload, 'UTF8'), 'note-' || ?::text || '\\d+-\\d+', 'g') m
            where e.type in ('record-created', 'record-changed')
              and convert_from(e.meta, 'UTF8') like '%"inbox"%'\
            """, name)) {
            found.computeIfAbsent(row.text("note"), note -> new ArrayList<>()).add(row.text("email"));
        }
        var missing = new TreeMap<>(accepted);
        missing.keySet().removeAll(found.keySet());
        assertThat(missing).as("accepted, and not in the log").isEmpty();
        assertThat(found.entrySet().stream()
                        .filter(one -> one.getValue().size() > 1)
                        .map(one -> one.getKey() + " " + one.getValue()))
                .as("in the log more than once")
                .isEmpty();
        assertThat(found.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, one -> one.getValue().getFirst())))
                .as("about whom")
                .isEqualTo(accepted);
        var golden = new TreeMap<String, String>();
        for (var row : Outside.rows(
                database,
                "select fields ->> 'email' as email, fields ->> 'note' as note from hub_read.golden_record"
                        + " where fields ->> 'email' like ?",
                name + "%")) {
            assertThat(golden.put(row.text("email"), row.text("note")))
                    .as("a second record of %s", row.text("email"))
                    .isNull();
        }
        assertThat(golden).isEqualTo(last);
    }

    Map<String, String> lastNotes() {
        return last;
    }

    @Override
    public void close() {
        stop.countDown();
        threads.shutdownNow();
    }

    @Override
    public String toString() {
        return "%d accepted, answers %s".formatted(accepted.size(), answers);
    }
}
