package io.aurumhub.api;

import io.aurumhub.adapter.cel.CelExpressions;
import io.aurumhub.adapter.postgres.DefinitionVersions;
import io.aurumhub.adapter.postgres.DeliveryOrders;
import io.aurumhub.adapter.postgres.DriftLog;
import io.aurumhub.adapter.postgres.HeldDeletes;
import io.aurumhub.adapter.postgres.HubQueries;
import io.aurumhub.adapter.postgres.IdempotencyKeys;
import io.aurumhub.adapter.postgres.MatchQueries;
import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.adapter.postgres.UnmappedValues;
import io.aurumhub.adapter.postgres.ValueAnswers;
import io.aurumhub.adapter.yaml.CompiledCheck;
import io.aurumhub.adapter.yaml.HubFile;
import io.aurumhub.api.connection.Connectors;
import io.aurumhub.api.database.EmbeddedPostgresServer;
import io.aurumhub.api.database.WatchedDatabase;
import io.aurumhub.api.demo.DemoSystems;
import io.aurumhub.api.security.AdminToken;
import io.aurumhub.api.security.HubSettings;
import io.aurumhub.api.security.SecretFile;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.expression.Expressions;
import io.aurumhub.core.history.RecordHistory;
import io.aurumhub.core.history.Replays;
import io.aurumhub.core.history.Stewardship;
import io.aurumhub.core.intake.Intake;
import io.aurumhub.core.intake.MatchReview;
import io.aurumhub.core.intake.QuarantineReview;
import io.aurumhub.core.mapping.KeyedHash;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.mapping.TextPatterns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ClassPathResource;

/** Database, definitions and the hub on top of them. Without a hub.yaml of its own the hub runs the demo. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({HubConfiguration.Database.class, HubConfiguration.ConfigFile.class})
class HubConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(HubConfiguration.class);
    private static final String DEMO = "demo/hub.yaml";
    private static final int MOST_CHANGES_SHOWN = 30;

    /**
     * The hub's own database.
     *
     * @param url JDBC URL of a PostgreSQL; absent: one is started in the hub's home
     * @param connections the most connections at once
     * @param starts how often the embedded one is started again within ten minutes before the hub ends
     */
    @ConfigurationProperties("hub.database")
    record Database(
            @Nullable String url,
            @Nullable String user,
            @Nullable String password,

            @DefaultValue("24") int connections,

            @DefaultValue("3") int starts) {

        boolean external() {
            return url != null && !url.isBlank();
        }

        @Override
        public String toString() {
            return "Database[external=" + external() + "]";
        }
    }

    /**
     * Where the definitions stand.
     *
     * @param config a YAML file or a folder of them; absent: the demo
     * @param demo whether the demo's systems run beside a file of one's own, too
     */
    @ConfigurationProperties("hub")
    record ConfigFile(@Nullable Path config, boolean demo) {
        boolean withDemo() {
            return demo || config == null;
        }
    }

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }

    /** Started only where no other database is named; closed after everything that uses it. */
    @Bean(destroyMethod = "close")
    @Conditional(NoExternalDatabase.class)
    EmbeddedPostgresServer embeddedPostgres(HubSettings settings) {
        return EmbeddedPostgresServer.start(settings.home().resolve("postgres"));
    }

    @Bean(destroyMethod = "close")
    WatchedDatabase dataSource(Database database, ObjectProvider<EmbeddedPostgresServer> embedded) {
        var server = embedded.getIfAvailable();
        if (server == null) {
            return WatchedDatabase.open(
                    String.valueOf(database.url()), database.user(), database.password(), database.connections());
        }
        server.createDatabaseIfMissing("aurum");
        var own =
                WatchedDatabase.open(server.jdbcUrl("aurum"), server.user(), server.password(), database.connections());
        server.keepAlive(database.starts(), new EmbeddedPostgresServer.Deaths() {
            @Override
            public void died() {
                own.doubt();
            }

            @Override
            public void gaveUp(String why) {
                HubEnd.DATABASE_LOST.because(why);
            }
        });
        return own;
    }

    /** The demo's systems, unless the hub has definitions of its own. */
    @Bean(destroyMethod = "close")
    DemoOrNothing demo(
            ConfigFile file,
            HubSettings settings,
            ObjectProvider<EmbeddedPostgresServer> embedded,
            Environment environment)
            throws IOException, SQLException {
        if (!file.withDemo()) {
            return new DemoOrNothing(Optional.empty());
        }
        var server = embedded.getIfAvailable();
        if (server == null) {
            throw new IllegalStateException(
                    "The demo brings its own database; with HUB_DATABASE_URL name your definitions by"
                            + " --hub.config=hub.yaml, without --hub.demo");
        }
        server.createDatabaseIfMissing("crm");
        var port = environment.getProperty("server.port", "8080");
        var demo = DemoSystems.start(
                settings.home(), server.jdbcUrl("crm"), server.user(), server.password(), "http://127.0.0.1:" + port);
        return new DemoOrNothing(Optional.of(demo));
    }

    /** The demo's systems, if they run. */
    record DemoOrNothing(Optional<DemoSystems> systems) implements AutoCloseable {

        /** What the demo's file needs to find its systems; anything else is taken from the environment. */
        @Nullable
        String variable(String name) {
            var own = systems.map(DemoSystems::environment).orElse(Map.of()).get(name);
            return own == null ? System.getenv(name) : own;
        }

        @Override
        public void close() throws SQLException {
            if (systems.isPresent()) {
                systems.get().close();
            }
        }
    }

    @Bean
    Expressions expressions() {
        return CelExpressions.withOwnFunctions();
    }

    @Bean
    Connectors connectors(HubSettings settings) {
        return Connectors.in(settings.home());
    }

    @Bean
    Definitions definitions(ConfigFile file, DemoOrNothing demo, Expressions expressions, Connectors connectors) {
        var check = new CompiledCheck(expressions);
        if (file.config() != null) {
            return HubFile.read(file.config(), demo::variable, check, connectors);
        }
        LOG.info("No hub.yaml is given, so the hub runs its demo; use your own by --hub.config=hub.yaml");
        return HubFile.read(demoFile(), DEMO, demo::variable, check);
    }

    private static String demoFile() {
        try {
            return new ClassPathResource(DEMO).getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Bean
    Mappings mappings(Definitions definitions, Expressions expressions, HubSettings settings) {
        var key = SecretFile.in(settings.home(), "hash-key").value().getBytes(StandardCharsets.UTF_8);
        return new Mappings(definitions, TextPatterns.bounded(), KeyedHash.hmac(key), expressions);
    }

    @Bean(destroyMethod = "close")
    PostgresHub hub(WatchedDatabase database, Mappings mappings, Clock clock, HubSettings settings) {
        var hub = PostgresHub.open(database, mappings, clock, NodeName.in(settings.home()));
        database.onReturn(hub::databaseIsBack);
        return hub;
    }

    @Bean
    DefinitionVersions definitionVersions(PostgresHub hub) {
        var changes = hub.definitionChanges();
        if (!changes.isEmpty()) {
            var lines = changes.entrySet().stream()
                    .limit(MOST_CHANGES_SHOWN)
                    .map(change -> change.getKey() + ": " + change.getValue())
                    .collect(Collectors.joining("\n  "));
            LOG.info("{} lines of the definitions changed since the last start:\n  {}", changes.size(), lines);
        }
        return hub.definitionVersions();
    }

    @Bean
    Supplier<Mappings> currentMappings(PostgresHub hub) {
        return hub.mappings();
    }

    @Bean
    UnmappedValues unmappedValues(PostgresHub hub) {
        return hub.unmappedValues();
    }

    @Bean
    ValueAnswers valueAnswers(PostgresHub hub) {
        var answers = hub.valueAnswers();
        var known = answers.list();
        if (!known.isEmpty()) {
            LOG.info(
                    "{} values mean what stewards answered, and are not in the file: {}. GET /api/v1/definitions shows"
                            + " them, to be taken over",
                    known.size(),
                    known.stream()
                            .map(answer -> "syncs." + answer.sync() + ".fields." + answer.field())
                            .distinct()
                            .collect(Collectors.joining(", ")));
        }
        return answers;
    }

    @Bean
    HeldDeletes heldDeletes(PostgresHub hub) {
        return hub.heldDeletes();
    }

    @Bean
    DriftLog driftLog(PostgresHub hub) {
        return hub.drift();
    }

    @Bean
    Intake intake(PostgresHub hub) {
        return hub.intake();
    }

    @Bean
    IdempotencyKeys idempotencyKeys(PostgresHub hub) {
        return hub.idempotencyKeys();
    }

    @Bean
    RecordHistory recordHistory(PostgresHub hub) {
        return hub.history();
    }

    @Bean
    HubQueries hubQueries(DataSource source, Definitions definitions, Clock clock) {
        return HubQueries.of(source, definitions, clock);
    }

    @Bean
    Stewardship stewardship(PostgresHub hub) {
        return hub.stewardship();
    }

    @Bean
    DeliveryOrders deliveryOrders(PostgresHub hub) {
        return hub.deliveryOrders();
    }

    @Bean
    QuarantineReview quarantineReview(PostgresHub hub) {
        return hub.quarantineReview();
    }

    @Bean
    MatchReview matchReview(PostgresHub hub) {
        return hub.matchReview();
    }

    @Bean
    MatchQueries matchQueries(PostgresHub hub) {
        return hub.matches();
    }

    @Bean
    Replays replays(PostgresHub hub) {
        return hub.replays();
    }

    @Bean
    ApplicationRunner greeting(AdminToken token, HubSettings settings) {
        return arguments -> {
            if (token.fresh()) {
                // The one time a secret is shown: its owner must learn it, and the file that keeps it.
                LOG.info(
                        "Your admin token, needed for every call that changes something: {} (kept in {})",
                        token.value(),
                        settings.home().resolve("admin-token"));
            }
        };
    }
}
