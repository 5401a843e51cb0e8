package io.aurumhub.core.mapping;

import io.aurumhub.core.shared.Value;

/**
 * An e-mail address: one at-sign with something on both sides. Blanks around are dropped; letters are kept as given.
 */
record EmailForm() implements Form {

    @Override
    public Value read(Value local) {
        if (!(local instanceof Value.Text(String text))) {
            throw new Misfit("an e-mail address");
        }
        var address = text.strip();
        if (address.isEmpty()) {
            return Value.nothing();
        }
        int at = address.indexOf('@');
        if (at < 0
                || at != address.lastIndexOf('@')
                || address.substring(0, at).isBlank()
                || address.substring(at + 1).isBlank()) {
            throw new Misfit("an e-mail address with one @");
        }
        return address.length() == text.length() ? local : Value.text(address);
    }

    @Override
    public Value write(Value golden) {
        return read(golden);
    }
}
