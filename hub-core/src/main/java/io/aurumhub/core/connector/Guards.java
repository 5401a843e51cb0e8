package io.aurumhub.core.connector;

import io.aurumhub.core.shared.SyncId;
import java.util.Map;

/** How the writes of each sync are guarded. */
public interface Guards {

    /** By sync that is written, as its connector knows it by now; empty while nothing runs. */
    Map<SyncId, Guard> guards();

    /** By sync that is written, what its connector advises to set; only those of which it has found something out. */
    Map<SyncId, String> advice();
}
