package io.aurumhub.adapter.jdbc;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What may stand in one row of a table only.
 *
 * @param columns the columns that it is made of, as far as they are known
 * @param parts how the database itself writes these columns and expressions; empty: it was not asked, or a row in the
 *     way cannot be told by comparing
 * @param predicate of which rows it holds, as the database writes it; null: of all
 * @param deferrable it can be looked at when all has been written
 */
record Unique(
        String name,
        List<Column> columns,
        List<String> parts,
        @Nullable String predicate,
        boolean deferrable) {

    /** One of which nothing is known but that there is one. */
    static Unique unknown() {
        return new Unique("", List.of(), List.of(), null, false);
    }

    Set<String> fields() {
        return columns.stream().map(Column::name).collect(Collectors.toCollection(TreeSet::new));
    }
}
