package io.aurumhub.adapter.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Collides;
import io.aurumhub.core.connector.WriteOutcome.Refused;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How an API says that another record holds a value. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RestCollisionsIT {

    private final RestStage stage = RestStage.rich(TestApi.Pages.WHOLE);

    @AfterEach
    void close() {
        stage.close();
    }

    @ParameterizedTest
    @CsvSource({
        "409, no",
        "422, slot has already been taken",
        "422, value must be unique",
        "400, duplicate entry",
        "422, Der Platz ist schon belegt",
        "422, A person with this slot already exists.",
        "422, {\"code\":\"ALREADY_EXISTS\"}",
        "400, {\"error\":\"UniqueViolation\"}",
        "400, {\"slot\":\"not_unique\"}",
        "400, slot is not unique",
        "422, slot is in use",
        "422, slot conflicts with another one",
        "422, Diese Nummer existiert bereits",
        "422, company does not exist; slot is taken"
    })
    void is_told_from_other_refusals(int status, String words) {
        var outcome = update(status, words);

        assertThat(outcome).isInstanceOf(Collides.class);
        assertThat(((Collides) outcome).reason()).isEqualTo(status + ": " + words);
    }

    @Test
    void leaves_what_is_no_collision_refused() {
        assertThat(update(422, "points must not be negative")).isInstanceOf(Refused.class);
        assertThat(update(413, "too large")).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @CsvSource({
        "422, company does not exist",
        "422, company doesn't exist",
        "422, Company must exist",
        "400, no company with this number exists",
        "422, the company no longer exists",
        "422, mistaken date",
        "422, points are undertaken",
        "400, company_not_found",
        "422, slot is not in use",
        "422, Firma nicht vorhanden",
        "422, Firma ist noch nicht vergeben",
        "422, choose an existing company",
        "409, company does not exist",
        "409, company not found",
        "422, the order was already shipped"
    })
    void leaves_refused_what_only_sounds_like_it(int status, String words) {
        assertThat(update(status, words)).isEqualTo(new Refused(status + ": " + words));
    }

    @Test
    void holds_for_creates() {
        stage.api().fail("POST", new TestApi.Fault.Status(409, Map.of(), "taken"));

        var outcome = stage.writer()
                .write(stage.resource(), List.of(new Write.Create("k", Map.of("name", Value.text("a")))))
                .getFirst();

        assertThat(outcome).isInstanceOf(Collides.class);
    }

    private WriteOutcome update(int status, String words) {
        var id = stage.add(Map.of("name", Value.text("a")), Instant.parse("2026-01-31T12:00:00Z"));
        var fault = new TestApi.Fault.Status(status, Map.of(), words);
        stage.api().fail("PATCH", fault, fault); // once more under the other type of patches
        return stage.writer()
                .write(
                        stage.resource(),
                        List.of(new Write.Update(
                                id, Map.of("name", Value.text("b")), Map.of("name", Value.text("a")), null)))
                .getFirst();
    }
}
