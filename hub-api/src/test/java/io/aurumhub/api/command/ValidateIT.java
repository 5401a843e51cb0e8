package io.aurumhub.api.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.cel.CelExpressions;
import io.aurumhub.core.expression.Expressions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ValidateIT {

    private static final Expressions EXPRESSIONS = CelExpressions.withOwnFunctions();

    private static final String GOOD = """
        systems:
          office: { rank: 1, connector: { type: jdbc, url: "jdbc:sqlite:${OFFICE_DB}" } }
        entities:
          person:
            fields: { name: string, mail: email }
        syncs:
          office-people:
            system: office
            entity: person
            resource: { table: person, key: id }
            fields: { name: name, mail: mail }
        """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Map<String, String> environment = Map.of("OFFICE_DB", "office.db");

    @Test
    void a_good_file_is_fine() throws IOException {
        var file = write(GOOD);
        assertThat(run("validate", file.toString())).hasValue(0);
        assertThat(out).hasToString(file + ": no mistakes" + System.lineSeparator());
        assertThat(err).hasToString("");
    }

    @Test
    void a_mistake_is_shown_with_its_line_and_a_caret() throws IOException {
        var file = write(GOOD.replace("mail: mail", "mial: mail"));
        assertThat(run("validate", file.toString())).hasValue(1);
        assertThat(out.toString().lines())
                .containsExactly(
                        file + ":11:27: mistake: syncs.office-people.fields.mial: person has no such field",
                        " 11 |     fields: { name: name, mial: mail }",
                        "    |                           ^",
                        "   = expected name, mail; did you mean 'mail'?",
                        "",
                        file + ": 1 mistake");
    }

    @Test
    void the_caret_stands_under_the_place_behind_tabs_and_emojis() throws IOException {
        var file = write(GOOD.replace("entity: person", "entity:\t\"\uD83D\uDE00\""));
        assertThat(run("validate", file.toString())).hasValue(1);
        var lines = out.toString().lines().toList();
        assertThat(lines.get(1)).isEqualTo(" 9 |     entity:    \"\uD83D\uDE00\"");
        assertThat(lines.get(2)).isEqualTo("   |                ^");
    }

    @Test
    void a_line_that_holds_a_secret_is_not_repeated() throws IOException {
        var file = write(GOOD.replace("url:", "password: TOP-SECRET, ulr:"));
        assertThat(run("validate", file.toString())).hasValue(1);
        assertThat(out.toString()).contains("did you mean 'url'?").doesNotContain("TOP-SECRET");
        assertThat(out.toString()).contains("^");
    }

    @Test
    void programs_get_all_of_it_as_json() throws IOException {
        environment = Map.of();
        var file = write(GOOD.replace("mail: mail", "mial: mail"));
        assertThat(run("validate", "--format", "json", file.toString())).hasValue(1);
        var elements = JsonMapper.shared().readTree(out.toString());
        assertThat(elements).hasSize(2);
        assertThat(elements.get(0))
                .isEqualTo(JsonMapper.shared()
                        .valueToTree(Map.of(
                                "severity", "mistake",
                                "file", file.toString(),
                                "line", 11,
                                "column", 27,
                                "where", "syncs.office-people.fields.mial",
                                "wrong", "syncs.office-people.fields.mial: person has no such field",
                                "expected", "expected name, mail",
                                "nearest", "mail")));
        assertThat(elements.get(1).path("severity").stringValue()).isEqualTo("warning");
        assertThat(elements.get(1).path("where").stringValue()).isEqualTo("systems.office.connector.url");
        assertThat(elements.get(1).path("nearest").isNull()).isTrue();
    }

    @Test
    void a_variable_that_is_not_set_here_is_only_warned_about() throws IOException {
        environment = Map.of();
        var file = write(GOOD);
        assertThat(run("validate", file.toString())).hasValue(0);
        assertThat(out.toString())
                .contains(":2:52: warning: systems.office.connector.url: the environment variable OFFICE_DB is not set")
                .endsWith(file + ": no mistakes, 1 warning" + System.lineSeparator());
    }

    @Test
    void variables_come_from_a_file_before_the_environment() throws IOException {
        environment = Map.of("RANK", "high");
        var file = write(GOOD.replace("rank: 1", "rank: \"${RANK}\""));
        var variables =
                Files.writeString(folder.resolve("hub.env"), "# for tests\n\nexport OFFICE_DB='a b.db'\nRANK=\"3\"\n");
        assertThat(run("validate", file.toString(), "--env-file", variables.toString()))
                .as(out.toString())
                .hasValue(0);
        assertThat(out.toString()).endsWith("no mistakes" + System.lineSeparator());
    }

    @Test
    void a_wrong_line_in_the_file_of_variables_is_named_without_its_text() throws IOException {
        var variables = Files.writeString(folder.resolve("hub.env"), "A=1\nTOP-SECRET\n");
        assertThat(run("validate", write(GOOD).toString(), "--env-file", variables.toString()))
                .hasValue(2);
        assertThat(err.toString()).contains(variables + ":2 is not NAME=value").doesNotContain("TOP-SECRET");
        assertThat(run("validate", write(GOOD).toString(), "--env-file", "nowhere.env"))
                .hasValue(2);
        assertThat(err.toString()).contains("--env-file nowhere.env cannot be read (NoSuchFileException)");
    }

    @Test
    void what_cannot_be_read_has_an_exit_code_of_its_own() throws IOException {
        assertThat(run("validate", folder.resolve("nothing.yaml").toString())).hasValue(2);
        assertThat(err.toString()).contains("There is no file or folder ");
        assertThat(run("validate", folder.toString())).hasValue(2);
        assertThat(out.toString()).contains("the folder has no .yaml file");
        var binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThat(run("validate", binary.toString())).hasValue(2);
        assertThat(out.toString()).contains("the file cannot be read (MalformedInputException)");
    }

    @Test
    void a_folder_is_checked_as_one_file_and_a_double_names_both_places() throws IOException {
        write(GOOD);
        var second = Files.writeString(folder.resolve("more.yaml"), "entities:\n  person: { fields: { a: string } }\n");
        assertThat(run("validate", folder.toString())).hasValue(1);
        assertThat(out.toString())
                .contains(second + ":2:3: mistake: entities.person is there twice")
                .contains("= the first is at " + folder.resolve("hub.yaml") + ":4");
    }

    @Test
    void expressions_are_judged_too() throws IOException {
        var file = write(GOOD + "    when: record.nam == 'x'\n");
        assertThat(run("validate", file.toString())).hasValue(1);
        assertThat(out.toString())
                .contains(":12:18: mistake: syncs.office-people.when: there is no field 'nam'")
                .contains("\n    |                  ^")
                .contains("did you mean 'name'?");
    }

    @Test
    void a_map_that_loses_something_is_named_with_an_example() throws IOException {
        var file = write(GOOD.replace("mail: email", "at: timestamp")
                .replace("mail: mail", "at: { local: at, format: yyyy-MM-dd HH:mm }"));
        assertThat(run("validate", file.toString())).hasValue(1);
        assertThat(out.toString())
                .contains(":11:52: mistake: syncs.office-people.fields.at loses something on the way out and back:"
                        + " 1965-11-23T11:42:31Z becomes 1965-11-23T11:42:00Z")
                .contains("or lossy: true");
    }

    @Test
    void settings_start_the_hub_and_help_lists_the_commands() {
        assertThat(run()).isEmpty();
        assertThat(run("--hub.config=my.yaml")).isEmpty();
        assertThat(run("--server.port=1", "validate")).isEmpty();
        for (var help : List.of("help", "--help", "-h")) {
            assertThat(run(help)).hasValue(0);
            assertThat(out.toString()).contains("Usage: aurum").contains("validate  Checks the definitions");
            out.getBuffer().setLength(0);
        }
        assertThat(run("help", "validate")).hasValue(0);
        assertThat(out.toString())
                .contains("--env-file=FILE")
                .contains("--format=FORMAT")
                .contains("Exit codes:");
    }

    @Test
    void an_unknown_command_or_option_does_not_start_the_hub() {
        assertThat(run("validte", "my.yaml")).hasValue(2);
        assertThat(err.toString()).contains("Did you mean", "validate");
        assertThat(run("validate")).hasValue(2);
        assertThat(run("validate", "a.yaml", "--format", "xml")).hasValue(2);
        assertThat(err.toString()).contains("Invalid value for option '--format'", "but was 'xml'");
    }

    private OptionalInt run(String... arguments) {
        return CommandLineHub.run(ValidateIT.class, EXPRESSIONS, environment::get, this::printing, arguments);
    }

    private void printing(CommandLine line) {
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("hub.yaml"), text, StandardCharsets.UTF_8);
    }
}
