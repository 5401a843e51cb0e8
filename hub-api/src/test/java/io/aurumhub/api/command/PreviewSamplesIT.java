package io.aurumhub.api.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.cel.CelExpressions;
import io.aurumhub.core.expression.Expressions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PreviewSamplesIT {

    private static final Expressions EXPRESSIONS = CelExpressions.withOwnFunctions();

    private static final String DEFINITIONS = """
        systems:
          office: { rank: 1, connector: { type: jdbc, url: "${OFFICE_URL}", password: "${file:/run/secret}" } }
          shop: { rank: 2, connector: { type: rest, baseUrl: "http://${SHOP_HOST}/" } }
          club: { rank: 3, connector: { type: rest, baseUrl: "http://127.0.0.1/" } }
        entities:
          person:
            fields:
              name: { type: string, required: true, maxLength: 10 }
              born: date
              boss: { type: reference, entity: person }
              taxId: { type: string, sensitive: true }
              rank: { type: integer }
            checks:
              known: { rule: "record.rank < 5 || record.name != 'Bob'", message: Bob is no chief }
        syncs:
          office-people:
            system: office
            entity: person
            resource: { table: person, key: id }
            fields:
              name: full_name
              born: { local: dob, format: MM/dd/yyyy }
              boss: boss_id
              taxId: { local: tax, send: plain }
              rank: { local: rank, default: 1 }
          shop-people:
            system: shop
            entity: person
            resource: { path: /people, key: id }
            constants: { source: office }
            fields:
              name: name.full
              born: { local: birthday, format: dd.MM.yyyy }
              boss: boss
              taxId: { local: taxHash, send: hash }
              rank: { local: rank }
          club-people:
            system: club
            entity: person
            resource: { path: /people, key: id }
            when: record.rank > 3
            fields: { name: name, rank: rank }
        """;

    @TempDir
    private Path folder;

    private Path definitions = Path.of("");
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void a_file() throws IOException {
        definitions = Files.writeString(folder.resolve("hub.yaml"), DEFINITIONS);
    }

    @Test
    void shows_per_field_what_a_sample_becomes_and_what_each_system_is_sent() throws IOException {
        var samples = samples("""
            {"full_name": "Ann", "dob": "02/29/2024", "boss_id": 7, "tax": "T-1", "fax": "1"}
            """);

        assertThat(run("preview", definitions.toString(), samples, "--sync", "office-people"))
                .as(out + "" + err)
                .hasValue(0);

        assertThat(out.toString().lines())
                .containsExactly(
                        "sample 1: person by office-people",
                        "  name   full_name = \"Ann\" -> \"Ann\"",
                        "  born   dob = \"02/29/2024\" -> \"2024-02-29\"",
                        "  boss   boss_id = 7 -> \"7\"",
                        "  taxId  tax = \"T-1\" -> \"T-1\"",
                        "  rank   rank = (absent) -> 1",
                        "  no map reads: fax (did you mean tax?)",
                        "  to shop by shop-people",
                        "    source = \"office\" (constant)",
                        "    name.full = \"Ann\"",
                        "    birthday = \"29.02.2024\"",
                        "    taxHash = \"(hash)\"",
                        "    rank = 1",
                        "    boss = the id in shop of person 7 of office",
                        "  not to club: its when does not hold: record.rank > 3",
                        "",
                        "1 sample, none with problems");
    }

    @Test
    void problems_are_told_with_their_field_and_end_in_exit_code_1() throws IOException {
        var samples = samples("""
            [{"dob": "31.02.2024"}, {"full_name": "Maximilian II", "rank": 1}, {"full_name": "Bob", "rank": 5}]
            """);

        assertThat(run("preview", definitions.toString(), samples, "--sync", "office-people"))
                .hasValue(1);

        assertThat(out.toString())
                .contains("  born   dob = \"31.02.2024\" -> PROBLEM")
                .contains("  PROBLEM, into quarantine: name (from full_name): is required, but absent")
                .contains("has 13 characters, at most 10 allowed")
                .contains("  PROBLEM, into quarantine: known: Bob is no chief")
                .contains("3 samples, 3 with problems");
    }

    @Test
    void a_check_that_cannot_be_told_is_a_problem_and_a_condition_does_not_hold() throws IOException {
        assertThat(run(
                        "preview",
                        definitions.toString(),
                        samples("{\"full_name\": \"Bob\", \"rank\": null}"),
                        "--sync",
                        "office-people"))
                .hasValue(1);

        assertThat(out.toString())
                .contains("  PROBLEM, into quarantine: known: cannot be checked, it '<' was given null")
                .contains("  not to club: its when does not hold: record.rank > 3");
    }

    @Test
    void json_says_the_same_to_programs() throws IOException {
        var samples = samples("{\"full_name\": \"Ann\"}\n{\"full_name\": \"Bea\", \"rank\": 4}\n");

        assertThat(run("preview", definitions.toString(), samples, "--sync=office-people", "--format=json"))
                .hasValue(0);

        var json = JsonMapper.shared().readTree(out.toString());
        assertThat(json.at("/samples/0/preview/fields/0/value").asString()).isEqualTo("Ann");
        assertThat(json.at("/samples/0/preview/targets/1/delivered").asBoolean())
                .isFalse();
        assertThat(json.at("/samples/1/preview/targets/1/delivered").asBoolean())
                .isTrue();
        assertThat(json.at("/samples/1/preview/targets/0/constants/source").asString())
                .isEqualTo("office");
    }

    @Test
    void mistakes_of_the_definitions_are_shown_as_validate_shows_them() throws IOException {
        Files.writeString(definitions, DEFINITIONS.replace("MM/dd/yyyy", "MM/dd"));

        assertThat(run("preview", definitions.toString(), samples("{}"), "--sync", "office-people"))
                .hasValue(1);

        assertThat(out.toString()).contains("hub.yaml:22:35: mistake: syncs.office-people.fields.born");
    }

    @Test
    void a_wrong_command_ends_in_exit_code_2() throws IOException {
        var good = samples("{}");
        assertThat(run("preview", definitions.toString(), good)).hasValue(2);
        assertThat(run("preview", definitions.toString(), good, "--sync", "offise-people"))
                .hasValue(2);
        assertThat(run("preview", folder.resolve("none.yaml").toString(), good, "--sync", "x"))
                .hasValue(2);
        assertThat(run("preview", definitions.toString(), folder.resolve("none").toString(), "--sync", "office-people"))
                .hasValue(2);
        assertThat(run("preview", definitions.toString(), samples("[{\"a\": 1},\n 2]"), "--sync", "office-people"))
                .hasValue(2);
        assertThat(run("preview", definitions.toString(), samples(""), "--sync", "office-people"))
                .hasValue(2);
        assertThat(err.toString())
                .contains("did you mean 'office-people'?")
                .contains("none cannot be read (NoSuchFileException)")
                .contains("samples.json:2:")
                .contains("holds no sample");
    }

    private String samples(String json) throws IOException {
        return Files.writeString(folder.resolve("samples.json"), json).toString();
    }

    private OptionalInt run(String... arguments) {
        return CommandLineHub.run(
                PreviewSamplesIT.class, EXPRESSIONS, Map.<String, String>of()::get, this::printing, arguments);
    }

    private void printing(CommandLine line) {
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    }
}
