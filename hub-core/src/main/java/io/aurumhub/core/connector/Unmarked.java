package io.aurumhub.core.connector;

/**
 * Records of a source that no read behind a pointer sees change: what the resource names as {@code changed} is empty
 * there, or nothing that grows with each change.
 *
 * @param records how many there are
 * @param why in words, such as {@code 2 without updated_at}
 */
public record Unmarked(long records, String why) {}
