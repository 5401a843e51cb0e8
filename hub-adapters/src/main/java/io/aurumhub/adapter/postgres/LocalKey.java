package io.aurumhub.adapter.postgres;

import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SystemId;

/** The name of a local record: unique over all systems. */
record LocalKey(SystemId system, EntityName entity, String localId) {
    @Override
    public String toString() {
        return system + "/" + entity + "/" + localId;
    }
}
