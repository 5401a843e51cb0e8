package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.Disclosure;
import io.aurumhub.core.shared.Value;
import org.jspecify.annotations.Nullable;

/**
 * What a system is shown instead of a sensitive value. It cannot be read back; reading only makes two of them
 * comparable.
 *
 * @param hash null: the hub has no key
 */
record DisclosedForm(Disclosure disclosure, @Nullable KeyedHash hash) implements Form {

    private static final Value MASK = Value.text(Disclosure.MASKED);

    @Override
    public Value read(Value local) {
        return Value.text(TextForm.render(local));
    }

    @Override
    public Value write(Value golden) {
        return switch (disclosure.kind()) {
            case PLAIN -> golden;
            case MASK -> MASK;
            case HASH -> {
                if (hash == null) {
                    throw new Misfit("sent, since the hub has no key to hash it with");
                }
                yield Value.text(hash.of(TextForm.render(golden)));
            }
            case TRUNCATE -> Value.text(start(TextForm.render(golden), disclosure.length()));
        };
    }

    private static String start(String text, int length) {
        return text.codePointCount(0, text.length()) <= length
                ? text
                : text.substring(0, text.offsetByCodePoints(0, length));
    }
}
