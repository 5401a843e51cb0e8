package io.aurumhub.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TestDatabaseIT {

    @ParameterizedTest
    @CsvSource({"fsync, on", "synchronous_commit, on", "full_page_writes, on", "listen_addresses, 127.0.0.1"})
    void is_as_durable_as_the_hub(String setting, String value) throws SQLException {
        assertThat(answer(TestDatabase.fresh(), "SHOW " + setting)).isEqualTo(value);
    }

    @Test
    void is_postgresql_18() throws SQLException {
        assertThat(answer(TestDatabase.fresh(), "SHOW server_version")).startsWith("18.");
    }

    @Test
    void hands_out_databases_that_know_nothing_of_each_other() throws SQLException {
        var first = TestDatabase.fresh();
        execute(first.dataSource(), "CREATE TABLE mark (id int)");

        assertThat(answer(TestDatabase.fresh(), "SELECT to_regclass('mark')")).isNull();
    }

    @Test
    void prepares_a_template_once_and_copies_it() throws SQLException {
        var preparations = new AtomicInteger();
        TestDatabase first = marked(preparations);
        TestDatabase second = marked(preparations);

        assertThat(preparations).hasValue(1);
        assertThat(first).isNotEqualTo(second);
        assertThat(answer(second, "SELECT id FROM mark")).isEqualTo("7");
    }

    private static TestDatabase marked(AtomicInteger preparations) {
        return TestDatabase.copyOf("marked", source -> {
            preparations.incrementAndGet();
            execute(source, "CREATE TABLE mark AS SELECT 7 AS id");
        });
    }

    private static void execute(DataSource source, String sql) {
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    private static String answer(TestDatabase database, String sql) throws SQLException {
        try (var connection = database.dataSource().getConnection();
                var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
