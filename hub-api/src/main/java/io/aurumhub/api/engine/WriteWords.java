package io.aurumhub.api.engine;

import io.aurumhub.core.connector.WriteOutcome;

/** Says why a write did not work. */
final class WriteWords {

    private static final String UNKNOWN = "outcome unknown, will be looked up: ";

    private WriteWords() {}

    static String of(WriteOutcome outcome) {
        return switch (outcome) {
            case WriteOutcome.Refused(String reason) -> reason;
            case WriteOutcome.Collides(String reason, var _, var _) -> reason;
            case WriteOutcome.Failed(String reason) -> reason;
            case WriteOutcome.Unknown(String reason) -> UNKNOWN + reason;
            case WriteOutcome.Unheard(String reason, boolean sent) -> sent ? UNKNOWN + reason : reason;
            case WriteOutcome.Written _, WriteOutcome.Overtaken _ -> "";
        };
    }
}
