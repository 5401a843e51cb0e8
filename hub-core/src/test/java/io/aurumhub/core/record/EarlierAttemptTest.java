package io.aurumhub.core.record;

import static io.aurumhub.core.record.DefinitionsFixture.CONTACT;
import static io.aurumhub.core.record.DefinitionsFixture.CRM;
import static io.aurumhub.core.record.DefinitionsFixture.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.delivery.EarlierAttempt;
import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.record.GoldenRecordCommand.Stored;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** The shop got the first name; whether it got the second, nobody knows; by now there is a third. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class EarlierAttemptTest {

    private static final Instant SEEN = Instant.parse("2026-01-02T00:00:00.123456789Z");

    private final Story story = Story.ofAnnEverywhere();
    private String path;
    private Instant first;

    @BeforeEach
    void tell() {
        story.partial(CRM, "C1", "name", "Anna");
        var attempt = story.plan(CopyId.first(SHOP));
        path = attempt.written().keySet().iterator().next();
        first = story.facts.tick(Duration.ofSeconds(1));
        story.confirm(attempt, new Stored("S1", attempt.stored(), "1", first, first));
        story.partial(CRM, "C1", "name", "Anne");
        story.partial(CRM, "C1", "name", "Annie");
    }

    private EarlierAttempt look(String name, @Nullable String version, @Nullable Instant changedAt) {
        var sync = story.facts.mappings().sync(SHOP, CONTACT).orElseThrow();
        var held = LocalFields.with(story.copy(SHOP).local(), Map.of(path, Value.text(name)));
        var present = new LocalRecord("S1", held, version, changedAt, false);
        var attempt = new EarlierAttempt(story.record(), CopyId.first(SHOP), sync, story.facts, present, SEEN);
        for (long revision = 1; revision <= story.revision(); revision++) {
            if (!attempt.test(story.asOf(revision))) {
                break;
            }
        }
        return attempt;
    }

    @Test
    void a_value_that_was_written_before_is_the_hubs_own() {
        assertThat(look("Anne", "2", first.plusSeconds(1)).isFound()).isTrue();
        assertThat(look("Anja", "2", first.plusSeconds(1)).isFound()).isFalse();
    }

    @Test
    void what_is_known_of_the_copy_already_was_decided_already() {
        assertThat(look("Anna", null, null).isFound()).as("the same values").isFalse();
        assertThat(look("Anne", "1", null).isFound()).as("the same version").isFalse();
        assertThat(look("Anne", null, first.minusSeconds(1)).isFound())
                .as("an older state")
                .isFalse();
    }

    @Test
    void the_write_ended_a_whole_microsecond_before_it_was_seen_so_that_what_else_was_seen_is_later() {
        var ended = look("Anne", "2", first.plusSeconds(1))
                .confirmation(story.facts)
                .result()
                .writtenAt();

        assertThat(ended).isEqualTo(Instant.parse("2026-01-02T00:00:00.123455Z"));
    }
}
