package io.aurumhub.adapter.postgres;

final class PostgresReplays {
    static final long REPLAY_LOCK = 0x41_55_52_52_50L;
    private PostgresReplays() {}
}
