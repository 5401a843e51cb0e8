package io.aurumhub.api.command;

import java.util.Locale;

/** How a command tells what it found: for people, or for programs. */
enum Format {
    TEXT,
    JSON;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
