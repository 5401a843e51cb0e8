package io.aurumhub.core.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SensitiveValuesTest {

    private static SensitiveValues values(Object... raw) {
        return SensitiveValues.of(List.of(raw).stream().map(Value::of).toList());
    }

    @Test
    void values_are_replaced_wherever_they_stand() {
        var values = values("078-05-1120", 123456, List.of("gold", Map.of("code", "Xylophone")));

        assertThat(values.hiddenIn("no 078-05-1120 here, nor 123456; XYLOPHONE and gold are bad"))
                .isEqualTo("no *** here, nor ***; *** and *** are bad");
        assertThat(values.hiddenIn("078-05-1120078-05-1120")).isEqualTo("******");
        assertThat(values.hiddenIn("nothing of it")).isEqualTo("nothing of it");
        assertThat(values.hiddenIn("")).isEmpty();
    }

    @Test
    void escaped_values_are_found() {
        var values = values("Gödel \"K\" & Co\\");

        assertThat(values.hiddenIn("{\"error\":\"Gödel \\\"K\\\" & Co\\\\ is bad\"}"))
                .isEqualTo("{\"error\":\"*** is bad\"}");
        assertThat(values.hiddenIn("got G\\u00f6del \\\"K\\\" & Co\\\\")).isEqualTo("got ***");
        assertThat(values.hiddenIn("GET /x?name=G%C3%B6del+%22K%22+%26+Co%5C: 400"))
                .isEqualTo("GET /x?name=***: 400");
    }

    @Test
    void values_that_were_cut_off_are_found() {
        var values = values("correct horse battery staple");

        assertThat(values.hiddenIn("value 'correct ho...")).isEqualTo("value '***...");
        assertThat(values.hiddenIn("row (1, correct horse batt..., 2) is bad")).isEqualTo("row (1, ***..., 2) is bad");
        assertThat(values.hiddenIn("this is correct, and well")).isEqualTo("this is correct, and well");
    }

    @Test
    void short_texts_and_flags_stand_in_messages_by_chance() {
        var values = values("abc", true, 123, "   ab ");

        assertThat(values.hiddenIn("abc is true 123 ab")).isEqualTo("abc is true 123 ab");
    }

    @Test
    void a_fault_keeps_its_kind_and_loses_the_values() {
        var values = values("078-05-1120");
        var root = new IllegalStateException("Key (ssn)=(078-05-1120) exists");

        assertThat(values.hiddenIn(new PermanentFault("refused", root)))
                .isInstanceOf(PermanentFault.class)
                .hasMessage("refused")
                .hasNoCause();
        var later = (TransientFault) values.hiddenIn(new TransientFault("078-05-1120?", null, Duration.ofSeconds(7)));
        assertThat(later).hasMessage("***?");
        assertThat(later.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(values.hiddenIn(root))
                .hasMessage("java.lang.IllegalStateException: Key (ssn)=(***) exists")
                .hasStackTraceContaining("SensitiveValuesTest");
        var harmless = new IllegalStateException("no", new IllegalStateException("harm"));
        assertThat(values.hiddenIn(harmless)).isSameAs(harmless);
        harmless.addSuppressed(root);
        assertThat(values.hiddenIn(harmless)).isNotSameAs(harmless);
    }

    @Test
    void values_add_up() {
        assertThat(values("alpha").and(values("omega")).hiddenIn("alpha to omega"))
                .isEqualTo("*** to ***");
    }
}
