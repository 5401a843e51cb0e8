package io.aurumhub.core.mapping;

import io.aurumhub.core.shared.Value;

/**
 * Text, kept exactly: no trimming, no Unicode normalisation. Numbers and flags are rendered.
 *
 * @param keepsBlank false: blank text means that there is nothing (keys of other records)
 */
record TextForm(boolean keepsBlank) implements Form {

    @Override
    public Value read(Value local) {
        var text = render(local);
        return !keepsBlank && text.isBlank() ? Value.nothing() : local instanceof Value.Text ? local : Value.text(text);
    }

    @Override
    public Value write(Value golden) {
        return golden instanceof Value.Text ? golden : Value.text(render(golden));
    }

    /** A scalar as text. */
    static String render(Value value) {
        return switch (value) {
            case Value.Text(String text) -> text;
            case Value.Decimal decimal -> {
                NumberForm.bounded(decimal.number());
                yield decimal.toString();
            }
            case Value.Flag flag -> flag.toString();
            case Value.Nothing ignored -> throw new IllegalArgumentException("A null has no text");
            case Value.Items ignored -> throw new Misfit("one text, but a list");
            case Value.Nested ignored -> throw new Misfit("one text, but an object");
        };
    }
}
