package io.aurumhub.adapter.yaml;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The words of the file for the constants of a closed choice: {@code IF_EMPTY} is {@code ifEmpty}. */
final class Words {

    private Words() {}

    static List<String> of(Class<? extends Enum<?>> choice) {
        return Arrays.stream(choice.getEnumConstants()).map(Words::of).toList();
    }

    static String of(Enum<?> constant) {
        var word = new StringBuilder();
        for (var part : constant.name().split("_", -1)) {
            var lower = part.toLowerCase(Locale.ROOT);
            word.append(word.isEmpty() ? lower : part.charAt(0) + lower.substring(1));
        }
        return word.toString();
    }

    /** @throws IllegalArgumentException if there is no such word */
    static <E extends Enum<E>> E constant(Class<E> choice, String word) {
        return Arrays.stream(choice.getEnumConstants())
                .filter(constant -> of(constant).equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(choice.getSimpleName() + " has no '" + word + "'"));
    }
}
