package io.aurumhub.adapter.yaml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills {@code ${NAME}} from the environment and {@code ${file:/path}} from files. Never repeats a value in a
 * complaint.
 *
 * @param trial no file is read, and a placeholder without a value becomes letters that stand for one
 */
record Secrets(Function<String, @Nullable String> environment, boolean trial) {

    private static final String STAND_IN = "xxxxxxxx";

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");
    private static final String FILE = "file:";

    /**
     * What is wrong with a placeholder, and what would be right.
     *
     * @param absent it is well written, and only this machine has no value for it
     */
    record Fault(String wrong, String expected, boolean absent) {
        Fault(String wrong, String expected) {
            this(wrong, expected, false);
        }
    }

    /**
     * The text with its placeholders filled; a placeholder that cannot be filled goes to the consumer and stays empty.
     */
    String fill(String text, Consumer<Fault> faults) {
        var filled = new StringBuilder();
        int done = 0;
        for (int open = text.indexOf("${"); open >= 0; open = text.indexOf("${", done)) {
            int close = text.indexOf('}', open);
            if (close < 0) {
                faults.accept(new Fault("a placeholder is not closed", "write ${NAME}"));
                return "";
            }
            filled.append(text, done, open).append(value(text.substring(open + 2, close), faults));
            done = close + 1;
        }
        return filled.append(text, done, text.length()).toString();
    }

    private String value(String name, Consumer<Fault> faults) {
        if (name.startsWith(FILE)) {
            return trial ? STAND_IN : contents(name.substring(FILE.length()), faults);
        }
        if (!NAME.matcher(name).matches()) {
            faults.accept(new Fault("a placeholder is not a name", "write ${NAME} or ${file:/path}"));
            return "";
        }
        var value = environment.apply(name);
        if (value == null && trial) {
            return STAND_IN;
        }
        if (value == null) {
            faults.accept(new Fault(
                    "the environment variable " + name + " is not set", "set it before the hub is started", true));
            return "";
        }
        return value;
    }

    /** Without the line break that editors leave at the end. */
    private static String contents(String path, Consumer<Fault> faults) {
        try {
            var text = Files.readString(Path.of(path));
            return text.endsWith("\r\n")
                    ? text.substring(0, text.length() - 2)
                    : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        } catch (IOException | InvalidPathException unreadable) {
            faults.accept(new Fault(
                    "the file " + path + " cannot be read ("
                            + unreadable.getClass().getSimpleName() + ")",
                    "expected a text file with the secret",
                    true));
            return "";
        }
    }
}
