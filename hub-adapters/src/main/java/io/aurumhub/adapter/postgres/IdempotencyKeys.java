package io.aurumhub.adapter.postgres;

import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What callers sent under which key, for all nodes and through restarts. A key stands for one request: the same one
 * again is told apart from another one with the same key.
 */
public final class IdempotencyKeys {

    private static final int MOST_FORGOTTEN_AT_ONCE = 10_000;

    private final JdbcTemplate database;

    IdempotencyKeys(JdbcTemplate database) {
        this.database = database;
    }

    /**
     * How a request stands to its key.
     *
     * @param same what was sent first under this key is the same; also true for the first
     * @param answer what was answered then, if that was kept
     */
    public record Claim(boolean same, @Nullable Answer answer) {}

    /** A kept answer: the status and the body. */
    public record Answer(int status, String body) {}

    /** Takes the key for a request, if it is free. */
    public Claim claim(String key, byte[] fingerprint, Instant now) {
        return database.query(
                        """
                        insert into hub_ops.idempotency_key (key, fingerprint, at) values (?, ?, ?)
                        on conflict (key) do update set at = hub_ops.idempotency_key.at
                        returning fingerprint, status, answer\
                        """,
                        (row, number) -> {
                            var body = row.getString(3);
                            return new Claim(
                                    Arrays.equals(fingerprint, row.getBytes(1)),
                                    body == null ? null : new Answer(row.getInt(2), body));
                        },
                        key,
                        fingerprint,
                        Times.timestamp(now))
                .getFirst();
    }

    /** Keeps an answer for whoever sends the same again. */
    public void answered(String key, Answer answer) {
        database.update(
                "update hub_ops.idempotency_key set status = ?, answer = ? where key = ?",
                answer.status(),
                answer.body(),
                key);
    }

    /** Forgets keys that came before this time; answers how many. */
    public int forgetBefore(Instant time) {
        return database.update(
                "delete from hub_ops.idempotency_key where key in"
                        + " (select key from hub_ops.idempotency_key where at < ? order by at limit ?)",
                Times.timestamp(time),
                MOST_FORGOTTEN_AT_ONCE);
    }
}
