package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CONTACT;
import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.mapping.Mappings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A database that refuses a record, and says which value it does not like. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class UndecidableChangeIT {

    private static final String SECRET = "Zebulon7";

    private final HubFixture fixture = new HubFixture();
    private final Logger log = (Logger) LoggerFactory.getLogger("io.aurumhub");
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void the_database_repeats_what_it_refuses() {
        fixture.database.execute("""
            create function refuse() returns trigger language plpgsql as $$
            begin raise exception 'no % here', new.fields ->> 'city'; end $$;
            create trigger refuse before insert on hub_read.golden_record for each row execute function refuse()\
            """);
        logged.start();
        log.addAppender(logged);
    }

    @AfterEach
    void close() {
        log.detachAppender(logged);
        fixture.close();
    }

    @Test
    void neither_the_log_nor_the_quarantine_repeats_a_sensitive_value() {
        try (var hub =
                PostgresHub.open(fixture.source, new Mappings(withSensitiveCity()), Clock.systemUTC(), "node-2")) {
            var outcome = hub.intake()
                    .submit(List.of(HubFixture.upsert(CRM, CONTACT, "1", Map.of("name", "Ann", "city", SECRET))))
                    .join()
                    .getFirst();

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Quarantined.class,
                            quarantined -> assertThat(quarantined.reasons().toString())
                                    .contains("no *** here")
                                    .doesNotContain(SECRET));
        }
        assertThat(log()).contains("could not be decided", "no *** here").doesNotContain(SECRET);
    }

    @Test
    void where_nothing_is_sensitive_the_whole_fault_is_logged() {
        fixture.submit(HubFixture.upsert(CRM, CONTACT, "1", Map.of("name", "Ann", "city", "Ulm")));

        assertThat(log()).contains("could not be decided", "no Ulm here", "Caused by: org.postgresql");
    }

    private String log() {
        return logged.list.stream()
                .map(event -> event.getFormattedMessage()
                        + (event.getThrowableProxy() == null
                                ? ""
                                : ThrowableProxyUtil.asString(event.getThrowableProxy())))
                .collect(Collectors.joining("\n"));
    }

    private static Definitions withSensitiveCity() {
        var plain = HubFixture.definitions();
        var entities = new ArrayList<>(plain.entities().values());
        entities.replaceAll(entity -> {
            if (!entity.name().equals(CONTACT)) {
                return entity;
            }
            var fields = new LinkedHashMap<>(entity.fields());
            fields.put("city", Objects.requireNonNull(fields.get("city")).asSensitive());
            return new EntityDefinition(CONTACT, fields, entity.match());
        });
        return Definitions.of(plain.systems().values(), entities, plain.syncs().values(), "with a sensitive city");
    }
}
