package io.aurumhub.core.shared;

/** Where a name is needed there is none: nothing, or blanks. What it names is said by the message. */
public final class BlankName extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private BlankName(String message) {
        super(message);
    }

    /**
     * The name, which is none of these.
     *
     * @param what the kind of name, such as "the name of a system"
     */
    static String refused(String name, String what) {
        if (name.isBlank()) {
            throw new BlankName(what + " is blank");
        }
        return name;
    }
}
