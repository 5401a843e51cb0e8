package io.aurumhub.api.web;

import io.aurumhub.adapter.TestDatabase;
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
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.expression.Expressions;
import io.aurumhub.core.history.RecordHistory;
import io.aurumhub.core.history.Replays;
import io.aurumhub.core.history.Stewardship;
import io.aurumhub.core.intake.Intake;
import io.aurumhub.core.intake.MatchReview;
import io.aurumhub.core.intake.QuarantineReview;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.mapping.TextPatterns;
import io.aurumhub.core.run.Runs;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Everything that answers HTTP, on a hub that no system is connected to. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@ComponentScan({
    "io.aurumhub.api.change",
    "io.aurumhub.api.conflict",
    "io.aurumhub.api.console",
    "io.aurumhub.api.definition",
    "io.aurumhub.api.delivery",
    "io.aurumhub.api.docs",
    "io.aurumhub.api.entry",
    "io.aurumhub.api.json",
    "io.aurumhub.api.match",
    "io.aurumhub.api.privacy",
    "io.aurumhub.api.problem",
    "io.aurumhub.api.quarantine",
    "io.aurumhub.api.record",
    "io.aurumhub.api.replay",
    "io.aurumhub.api.run",
    "io.aurumhub.api.security",
    "io.aurumhub.api.status",
    "io.aurumhub.api.webhook"
})
public class WebApplication {

    @Bean
    DataSource dataSource() {
        return TestDatabase.fresh().pooled();
    }

    @Bean
    Definitions definitions() {
        return WebDefinitions.all();
    }

    @Bean
    Expressions expressions() {
        return CelExpressions.withOwnFunctions();
    }

    @Bean
    Mappings mappings(Definitions definitions, Expressions expressions) {
        return new Mappings(definitions, TextPatterns.bounded(), null, expressions);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    PostgresHub hub(DataSource source, Mappings mappings, Clock clock) {
        return PostgresHub.open(source, mappings, clock, "node-1");
    }

    @Bean
    HubQueries queries(DataSource source, Definitions definitions, Clock clock, PostgresHub opened) {
        return HubQueries.of(source, definitions, clock);
    }

    @Bean
    DefinitionVersions definitionVersions(PostgresHub hub) {
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
        return hub.valueAnswers();
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
        return new FlakyIntake(hub.intake());
    }

    @Bean
    IdempotencyKeys idempotencyKeys(PostgresHub hub) {
        return hub.idempotencyKeys();
    }

    @Bean
    RecordHistory history(PostgresHub hub) {
        return hub.history();
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
    Replays replays(PostgresHub hub) {
        return hub.replays();
    }

    /** Writes down that a run was asked for; nothing reads. */
    @Bean
    Runs runs(DataSource source, PostgresHub opened) {
        return (sync, extent, actor) -> {
            var id = UUID.randomUUID();
            JdbcClient.create(source)
                    .sql("insert into hub_ops.run (run_id, sync, trigger, actor, state, started_at)"
                            + " values (:id, :sync, 'manual', :actor, 'running', now())")
                    .param("id", id)
                    .param("sync", sync.value())
                    .param("actor", actor + " " + extent)
                    .update();
            return id;
        };
    }
}
