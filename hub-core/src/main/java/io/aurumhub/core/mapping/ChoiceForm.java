package io.aurumhub.core.mapping;

import io.aurumhub.core.shared.Nearest;
import io.aurumhub.core.shared.Value;
import java.util.List;

/** One of the listed texts, exactly as listed. */
record ChoiceForm(List<String> choices) implements Form {

    @Override
    public Value read(Value local) {
        var text = TextForm.render(local);
        if (choices.contains(text)) {
            return local instanceof Value.Text ? local : Value.text(text);
        }
        if (text.isBlank()) {
            return Value.nothing();
        }
        throw new Misfit("one of the choices", Nearest.hint(text, choices));
    }

    @Override
    public Value write(Value golden) {
        return read(golden);
    }
}
