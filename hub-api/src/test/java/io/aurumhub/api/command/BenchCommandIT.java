package io.aurumhub.api.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.TestDatabase;
import io.aurumhub.adapter.cel.CelExpressions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;
import picocli.CommandLine;

/** What the benchmark refuses before it starts anything. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BenchCommandIT {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "--records=3 | --records must be between 20 and 5000000, not 3",
                "--records=many | 'many' is not an int",
                "--rounds=0 | --rounds must be between 1 and 100, not 0",
                "--only=lode | there is no figure 'lode'; did you mean 'load'? There are [asof, deliver",
                "--growth=100,1 | --growth must be between 20 and 5000000, not 1",
                "--only=load --growth=100 | --growth measures figures of its own; leave --only away",
                "--json=/no/such/folder/b.json | --json: there is no folder /no/such/folder",
                "--database-url=localhost | --database-url must begin with jdbc:postgresql:",
                "--recrods=100 | Unknown option: '--recrods=100'"
            })
    void a_wrong_option_is_named_with_the_way_out(String options, String said) {
        assertThat(run(options.split(" "))).hasValue(2);
        assertThat(err.toString()).contains(said);
    }

    @Test
    void a_database_that_holds_something_is_refused_and_left_as_it_is() {
        var database = TestDatabase.fresh();
        var statements = new JdbcTemplate(database.dataSource());
        statements.execute("create table invoice (id int primary key); insert into invoice values (1), (2)");

        assertThat(on(database)).hasValue(2);
        assertThat(err.toString())
                .contains(
                        "The database " + database.jdbcUrl() + " is not empty: it holds public.invoice",
                        "or leave --database-url away");
        assertThat(statements.queryForObject("select count(*) from invoice", Long.class))
                .isEqualTo(2);
    }

    @Test
    void a_database_of_a_hub_is_refused_and_left_as_it_is() {
        var database = TestDatabase.fresh();
        var statements = new JdbcTemplate(database.dataSource());
        statements.execute("create schema hub_log; create table hub_log.event (position int);"
                + " insert into hub_log.event values (1)");

        assertThat(on(database)).hasValue(2);
        assertThat(err.toString()).contains("is not empty: it holds hub_log.");
        assertThat(statements.queryForObject("select count(*) from hub_log.event", Long.class))
                .isEqualTo(1);
    }

    @Test
    void what_a_benchmark_left_behind_is_not_its_own_any_more_once_a_hub_has_started_there() {
        var database = TestDatabase.fresh();
        var statements = new JdbcTemplate(database.dataSource());
        statements.execute("create schema aurum_bench; create schema hub_ops;"
                + " create table hub_ops.definition_version (version text);"
                + " insert into hub_ops.definition_version values ('the benchmark'), ('somebody else')");

        assertThat(on(database)).hasValue(2);
        assertThat(err.toString()).contains("is not empty: it holds aurum_bench, hub_ops.");
        assertThat(statements.queryForObject("select count(*) from hub_ops.definition_version", Long.class))
                .isEqualTo(2);
    }

    @Test
    void a_database_that_does_not_answer_is_named_without_its_password() {
        assertThat(run("--database-url=jdbc:postgresql://127.0.0.1:1/bench?password=TOP-SECRET"))
                .hasValue(1);
        assertThat(err.toString()).contains("127.0.0.1:1").doesNotContain("TOP-SECRET");
    }

    @Test
    void the_help_names_every_figure() {
        assertThat(run("--help")).hasValue(0);
        assertThat(out.toString()).contains("deliver-updates", "endtoend", "memory", "--growth", "HUB_DATABASE_USER");
    }

    private OptionalInt on(TestDatabase database) {
        return run("--database-url=" + database.jdbcUrl());
    }

    private OptionalInt run(String... options) {
        var arguments = new String[options.length + 1];
        arguments[0] = "bench";
        System.arraycopy(options, 0, arguments, 1, options.length);
        return CommandLineHub.run(
                BenchCommandIT.class,
                CelExpressions.withOwnFunctions(),
                Map.of("HUB_DATABASE_USER", "postgres")::get,
                this::printing,
                arguments);
    }

    private void printing(CommandLine line) {
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    }
}
