package io.aurumhub.adapter.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.jdbc.core.JdbcTemplate;

/** Lays out the tables that are derived from events, in any schema; does nothing where they are there already. */
final class TableLayout {

    private static final String SCRIPT = "/db/read/tables.sql";
    private static final String SCHEMA_IN_SCRIPT = "hub_read";

    private final JdbcTemplate database;

    TableLayout(JdbcTemplate database) {
        this.database = database;
    }

    /** Creates the tables in one of the hub's own schemas; the name is never input. */
    void create(String schema) {
        database.execute(script().replace(SCHEMA_IN_SCRIPT, schema));
    }

    private static String script() {
        try (InputStream script = TableLayout.class.getResourceAsStream(SCRIPT)) {
            if (script == null) {
                throw new IllegalStateException(SCRIPT + " is missing from the class path");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
