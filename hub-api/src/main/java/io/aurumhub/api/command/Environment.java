package io.aurumhub.api.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The environment variables; null for a name that is not set. */
@FunctionalInterface
interface Environment extends Function<String, @Nullable String> {

    /**
     * These variables, and those of a file before them. The file has a line {@code NAME=value} for each, as container
     * engines and shells take it: {@code export} before the name and quotes around the value are left off, and lines
     * that are blank or begin with {@code #} say nothing.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException naming the line that says something else; never its text, which may be a secret
     */
    default Environment with(Path file) throws IOException {
        var variables = new HashMap<String, String>();
        var lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            var assignment = line.startsWith("export ") ? line.substring("export ".length()) : line;
            int sign = assignment.indexOf('=');
            if (sign <= 0) {
                throw new IllegalArgumentException(file + ":" + (i + 1) + " is not NAME=value");
            }
            variables.put(
                    assignment.substring(0, sign).strip(),
                    withoutQuotes(assignment.substring(sign + 1).strip()));
        }
        return name -> {
            var value = variables.get(name);
            return value == null ? apply(name) : value;
        };
    }

    private static String withoutQuotes(String value) {
        boolean quoted = value.length() > 1
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(value.length() - 1) == value.charAt(0);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
