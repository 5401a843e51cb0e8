package io.aurumhub.core.connector;

import io.aurumhub.core.shared.SyncId;
import java.util.Map;

/** How the writes of each sync are guarded. */
public interface Guards {

    /** By sync that is written, as its connector knows it by now; empty while nothing runs. */
    Map<SyncId, Guard> guards();
}
