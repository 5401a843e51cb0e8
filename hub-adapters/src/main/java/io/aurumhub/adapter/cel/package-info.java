/**
 * Expressions in CEL ({@code dev.cel}): parsing, type checking, limits, and all functions there are.
 * {@link io.aurumhub.adapter.cel.CelExpressions} is the door; may use hub-core only. ADR 0009 says why numbers are our
 * own.
 *
 * <p>How values are seen: text, dates, times, e-mail addresses, telephone numbers, choices and references as
 * {@code string}; integers and decimals of any size as {@code number}, without rounding; booleans as {@code bool};
 * timestamps as {@code timestamp}; lists and sets as {@code list(...)}; money as an object with {@code amount} and
 * {@code currency}; the fields of a system ({@code item}) as whatever they are.
 *
 * <p>Operators: {@code + - * / %} on numbers, {@code +} on texts and lists, {@code < <= > >=} on numbers, texts and
 * timestamps, {@code == != in}, {@code && || ! ?:}, {@code list[0]}, {@code item['a b']}. Macros: {@code has(x.y)},
 * {@code list.all(x, ...)}, {@code exists}, {@code exists_one}, {@code filter}, {@code map}. Functions, each callable
 * as {@code f(x, y)} and as {@code x.f(y)}; {@link io.aurumhub.adapter.cel.CelExpressions#functions()} tells the
 * signatures, and an example for each that a test runs:
 *
 * <table>
 * <caption>Functions</caption>
 * <tr><td>text<td>trim upper lower capitalize title replace substring split join contains startsWith endsWith size
 * <tr><td>patterns (RE2)<td>matches extract
 * <tr><td>numbers<td>round floor ceil abs min max sum
 * <tr><td>lists<td>size first last distinct sort sum join
 * <tr><td>dates<td>toDateTime toDate formatDate addDays daysBetween
 * <tr><td>forms<td>normalizeEmail normalizePhone isPhone hash
 * <tr><td>types<td>toText toNumber coalesce
 * </table>
 *
 * <p>{@code normalizePhone} knows the number plans of libphonenumber; it refuses extensions, which E.164 cannot hold.
 * {@code normalizeEmail} neither checks nor converts international domains.
 */
@NullMarked
package io.aurumhub.adapter.cel;

import org.jspecify.annotations.NullMarked;
