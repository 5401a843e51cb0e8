package io.aurumhub.api.engine;

import io.aurumhub.core.connector.Write;
import io.aurumhub.core.privacy.SensitiveFields;
import io.aurumhub.core.privacy.SensitiveValues;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;

/**
 * Keeps the sensitive values of one claim out of what a system says about it in its own words: these are stored and
 * logged. Of all records of the claim, since a system may answer to several writes at once.
 */
final class Discretion {

    private final SystemId system;
    private final SensitiveFields fields;
    private SensitiveValues values = SensitiveValues.of(List.of());

    Discretion(SystemId system, SensitiveFields fields) {
        this.system = system;
        this.fields = fields;
    }

    /** The values that the record has, and those that the system is known to hold of it. */
    void about(GoldenRecord record) {
        if (!fields.any()) {
            return;
        }
        values = values.and(fields.in(record.values()));
        record.copies().values().stream()
                .filter(copy -> copy.id().system().equals(system))
                .forEach(copy -> values = values.and(fields.in(system, copy.local())));
    }

    /** The values as they are sent. */
    void about(Write write) {
        switch (write) {
            case Write.Create create -> local(create.fields());
            case Write.Update update -> {
                local(update.changes());
                local(update.expected());
            }
            case Write.Restore restore -> {
                local(restore.changes());
                local(restore.expected());
            }
            case Write.Delete delete -> local(delete.expected());
        }
    }

    private void local(Map<String, Value> byPath) {
        if (fields.any()) {
            values = values.and(fields.in(system, byPath));
        }
    }

    String in(String words) {
        return values.hiddenIn(words);
    }

    RuntimeException in(RuntimeException fault) {
        return values.hiddenIn(fault);
    }
}
