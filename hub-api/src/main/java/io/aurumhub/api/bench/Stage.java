package io.aurumhub.api.bench;

import io.aurumhub.core.history.Replays;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Intake;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.run.Runs;
import io.aurumhub.core.shared.EntityName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;

/** The whole application at work on the benchmark's database, as it runs in production. */
final class Stage implements AutoCloseable {

    static final EntityName CONTACT = new EntityName("contact");
    static final EntityName CUSTOMER = new EntityName("customer");

    /** Signs the messages of a system that lives for some minutes on this machine alone. */
    static final String WEBHOOK_SECRET = "whsec_"
            + Base64.getEncoder()
                    .encodeToString(
                            "a secret for the benchmark only".getBytes(java.nio.charset.StandardCharsets.UTF_8));

    /** Records of one submission, as the hub reads them from a system. */
    private static final int PAGE = 500;

    private final BenchDatabase database;
    private final ConfigurableApplicationContext application;
    private final Path home;

    private Stage(BenchDatabase database, ConfigurableApplicationContext application, Path home) {
        this.database = database;
        this.application = application;
        this.home = home;
    }

    /**
     * Starts the application with the benchmark's definitions. Its engine stands still until it is asked for.
     *
     * @param main the application's class
     * @param home an empty folder that only its owner can read
     */
    static Stage start(BenchDatabase database, Class<?> main, Path home) throws IOException {
        var login = database.login();
        Files.writeString(home.resolve("url"), login.url());
        Files.writeString(home.resolve("user"), Objects.requireNonNullElse(login.user(), ""));
        Files.writeString(home.resolve("password"), Objects.requireNonNullElse(login.password(), ""));
        Files.writeString(home.resolve("webhook"), WEBHOOK_SECRET);
        var definitions =
                BenchDatabase.text("hub.yaml").replace("HOME", home.toString().replace('\\', '/'));
        var file = Files.writeString(home.resolve("hub.yaml"), definitions);
        var settings = new ArrayList<>(List.of(
                "--hub.config=" + file,
                "--hub.home=" + home,
                "--hub.database.url=" + login.url(),
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--logging.level.root=warn",
                "--spring.main.register-shutdown-hook=false"));
        if (login.user() != null) {
            settings.add("--hub.database.user=" + login.user());
        }
        if (login.password() != null) {
            settings.add("--hub.database.password=" + login.password());
        }
        var application = SpringApplication.run(main, settings.toArray(String[]::new));
        var stage = new Stage(database, application, home);
        stage.stopEngine();
        return stage;
    }

    BenchDatabase database() {
        return database;
    }

    Replays replays() {
        return application.getBean(Replays.class);
    }

    int port() {
        return application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    String adminToken() throws IOException {
        return Files.readString(home.resolve("admin-token")).strip();
    }

    /** Begins to read and to deliver. */
    void startEngine() {
        engine().start();
    }

    void stopEngine() {
        engine().stop();
    }

    private Lifecycle engine() {
        return (Lifecycle) application.getBean(Runs.class);
    }

    /** Every table as in a hub that has just been laid out. */
    void clear() {
        stopEngine();
        database.run("clear.sql");
    }

    /** What PostgreSQL does by itself within a minute after much has changed. */
    void analyze() {
        database.statements().execute("analyze");
    }

    long events() {
        return database.count("select count(*) from hub_log.event");
    }

    /**
     * Takes changes in, page by page, one page ahead of the one that is being committed, as when a system is read.
     *
     * @throws IllegalStateException unless each of them is accepted
     */
    void takeIn(EntityName entity, int count, IntFunction<Contact> contacts) {
        var intake = application.getBean(Intake.class);
        CompletableFuture<List<Outcome>> before = null;
        for (int from = 0; from < count; from += PAGE) {
            var page = new ArrayList<Change>(PAGE);
            for (int i = from; i < Math.min(count, from + PAGE); i++) {
                page.add(contacts.apply(i).change(entity));
            }
            var next = intake.submit(page);
            check(before);
            before = next;
        }
        check(before);
    }

    private static void check(@Nullable CompletableFuture<List<Outcome>> outcomes) {
        if (outcomes == null) {
            return;
        }
        for (var outcome : outcomes.join()) {
            if (!(outcome instanceof Outcome.Accepted)) {
                throw new IllegalStateException("A change of the benchmark was not accepted: " + outcome);
            }
        }
    }

    @Override
    public void close() {
        application.close();
    }
}
