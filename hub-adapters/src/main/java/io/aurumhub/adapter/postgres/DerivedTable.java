package io.aurumhub.adapter.postgres;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A table whose rows can be told from the events; in any schema that is laid out as in read/tables.sql.
 *
 * @param key the columns of its primary key
 * @param told the other columns that events tell
 * @param work columns of work in progress, which they do not tell, or not exactly; empty if there are none
 */
record DerivedTable(String name, String key, String told, String work) {

    String in(String schema) {
        return schema + "." + name;
    }

    String columns() {
        return Stream.of(key, told, work).filter(list -> !list.isEmpty()).collect(Collectors.joining(", "));
    }

    String countIn(String schema) {
        return "select count(*) from " + in(schema);
    }

    /** How many rows of one schema stand in the other just so; right also where that lacks its key and holds twins. */
    String countSame(String schema, String other) {
        return countIn(schema) + " s where exists (select from " + in(other) + " o where (" + each("o", key) + ") = ("
                + each("s", key) + ") and (" + each("o", told) + ") is not distinct from (" + each("s", told) + "))";
    }

    private static String each(String alias, String columns) {
        return Stream.of(columns.split(", ", -1))
                .map(column -> alias + "." + column)
                .collect(Collectors.joining(", "));
    }
}
