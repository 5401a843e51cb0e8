package io.aurumhub.core.mapping;

import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The engine for the regular expressions of the definitions; one whose time grows with the text alone is best. */
@FunctionalInterface
public interface TextPatterns {

    /**
     * Whether a whole text matches.
     *
     * @throws IllegalArgumentException if it is no pattern, saying why
     */
    Predicate<String> compile(String pattern);

    /**
     * The engine of the Java platform, which some patterns can keep busy for years: it gives up after
     * {@value BoundedText#MOST_STEPS} steps, or on texts longer than {@value BoundedText#LONGEST}, and then the text
     * does not match.
     */
    static TextPatterns bounded() {
        return pattern -> {
            var compiled = Pattern.compile(pattern);
            return text -> BoundedText.matches(compiled, text);
        };
    }
}
