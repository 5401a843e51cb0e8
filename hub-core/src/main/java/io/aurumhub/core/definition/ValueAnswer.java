package io.aurumhub.core.definition;

import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;

/**
 * A steward's word on a value that a field's value map does not list: in this sync's system, the local value stands for
 * the golden one.
 *
 * @param field the golden field
 * @param local one value, or one element of a list
 * @param golden {@link Value.Nothing}: the local value means that there is none
 */
public record ValueAnswer(SyncId sync, String field, Value local, Value golden) {

    /** Where it belongs, as paths of the file are written. */
    public String place() {
        return "syncs." + sync + ".fields." + field;
    }
}
