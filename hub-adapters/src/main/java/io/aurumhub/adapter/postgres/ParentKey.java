package io.aurumhub.adapter.postgres;

/** By what a record names another one. Its text is what a change in quarantine waits for. */
sealed interface ParentKey permits LocalKey, HolderKey {

    /** The same record, as a reason for waiting names it. */
    String words();
}
