/**
 * Expressions: the small programs of hub.yaml that test a condition, compute a field or check a record. They see the
 * fields they are declared for and nothing else: no clock, no chance, no files, no network, so that the same record
 * always gives the same answer. This package holds the port and its words; may use definitions and the shared types.
 *
 * <p>What holds for every implementation:
 *
 * <ul>
 *   <li>Numbers are exact decimals of any size; there are no others. {@code 0.1 + 0.2 == 0.3}, {@code 7 / 2 == 3.5}.
 *   <li>Dates and times of day are text in ISO 8601 form, which sorts by time; timestamps are points in time and are
 *       compared with timestamps only.
 *   <li>A field that is absent and one that is null are the same to an expression: {@code has(record.x)} is false and
 *       {@code record.x == null} is true. A list that is not there is empty, an object that is not there has no fields.
 *   <li>A function that is given nothing gives nothing; an operator that is given nothing fails, except {@code ==} and
 *       {@code !=}. {@code coalesce(record.x, "")} puts something in its place.
 * </ul>
 */
@NullMarked
package io.aurumhub.core.expression;

import org.jspecify.annotations.NullMarked;
