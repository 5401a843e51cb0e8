package io.aurumhub.adapter.postgres;

import io.aurumhub.core.intake.Change;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SystemId;

/** The name of a local record: unique over all systems. */
record LocalKey(SystemId system, EntityName entity, String localId) implements ParentKey {
    static LocalKey of(Change change) {
        return new LocalKey(change.system(), change.entity(), change.localId());
    }

    @Override
    public String words() {
        return toString();
    }

    @Override
    public String toString() {
        return system + "/" + entity + "/" + localId;
    }
}
