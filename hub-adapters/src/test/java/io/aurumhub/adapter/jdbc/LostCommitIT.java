package io.aurumhub.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.adapter.TestDatabase;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.shared.Value;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What a batch answers when the connection is lost at the worst moment. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LostCommitIT {

    private final TestDatabase database = TestDatabase.fresh();
    private final DatabaseStage stage = DatabaseStage.postgres(database.jdbcUrl());
    private final List<Write> writes = List.of(
            new Write.Create("g1", Map.of("name", Value.text("Ada"), "external_id", Value.text("g1"))),
            new Write.Update("99", Map.of("name", Value.text("x")), Map.of("name", Value.text("y")), null));

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void in_the_commit_leaves_the_outcome_unknown_and_a_repeat_makes_no_second_record() {
        var outcomes = batchLosing("commit").write(writes);

        assertThat(outcomes.getFirst()).isInstanceOf(WriteOutcome.Unknown.class);
        assertThat(outcomes.getLast()).isEqualTo(new WriteOutcome.Overtaken(null));
        assertThat(stage.system().find(stage.resource(), Map.of("external_id", Value.text("g1"))))
                .extracting(LocalRecord::localId)
                .containsExactly("1");

        stage.system().write(stage.resource(), writes);
        assertThat(stage.system().keys(stage.resource())).containsExactly("1");
    }

    @Test
    void before_the_commit_is_transient_and_nothing_is_written() {
        assertThatThrownBy(() -> batchLosing("prepareStatement").write(writes)).isInstanceOf(TransientFault.class);

        assertThat(stage.system().keys(stage.resource())).isEmpty();
    }

    @Test
    void after_the_commit_changes_nothing() {
        var outcomes = batchLosing("close").write(writes);

        assertThat(outcomes.getFirst()).isInstanceOf(WriteOutcome.Written.class);
    }

    /** A batch over connections that carry the named call out and then fail, as if the answer had been lost. */
    private Batch batchLosing(String method) {
        var source = (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, called, arguments) -> {
                    var connection = database.dataSource().getConnection();
                    return Proxy.newProxyInstance(
                            getClass().getClassLoader(), new Class<?>[] {Connection.class}, losing(connection, method));
                });
        return new Batch(
                source,
                Dialect.POSTGRESQL,
                "test",
                connection -> Catalog.table(Dialect.POSTGRESQL, stage.resource(), connection));
    }

    private static InvocationHandler losing(Connection connection, String method) {
        return (proxy, called, arguments) -> {
            try {
                var answer = called.invoke(connection, arguments);
                if (method.equals(called.getName())) {
                    throw new SQLException("the connection was lost", "08006");
                }
                return answer;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        };
    }
}
