package io.aurumhub.adapter.jdbc;

/**
 * A column that exists.
 *
 * @param quoted the name in the quotes of the database; the only form that goes into a statement
 * @param typeName what the database calls its type, for messages
 */
record Column(String name, String quoted, Kind kind, String typeName, boolean nullable) {}
