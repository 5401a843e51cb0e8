package io.aurumhub.core.connector;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.connector.WriteOutcome.Overtaken;
import io.aurumhub.core.connector.WriteOutcome.Refused;
import io.aurumhub.core.connector.WriteOutcome.Written;

/** Says which outcome a test expects, and takes out what it carries. */
public final class Outcomes {

    private Outcomes() {}

    public static LocalRecord written(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(Written.class);
        return ((Written) outcome).now();
    }

    /** Overtaken by a record that is still there. */
    public static LocalRecord overtaken(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(Overtaken.class);
        return requireNonNull(((Overtaken) outcome).now());
    }

    /** Overtaken because the record is not there any more; a system that marks deleted records may show the mark. */
    public static void assertGone(WriteOutcome outcome) {
        assertThat(outcome).isInstanceOf(Overtaken.class);
        var now = ((Overtaken) outcome).now();
        assertThat(now == null || now.deleted()).as("gone: %s", now).isTrue();
    }

    public static void assertRefused(WriteOutcome outcome, String word) {
        assertThat(outcome).isInstanceOf(Refused.class);
        assertThat(((Refused) outcome).reason()).contains(word);
    }
}
