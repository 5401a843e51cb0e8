package io.aurumhub.api.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The judge of the end-to-end tests sees each kind of loss. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AccountsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Nested
    class Is_content_with_a_value {

        @Test
        void that_the_hub_heard_of_before_it_wrote_over_it() {
            var accounts = judged(heard("record-changed", "mine", 1), user("mine", 0), hub("golden", 2));

            assertThat(accounts.mistakes()).isEmpty();
            assertThat(accounts.lost()).isOne();
            assertThat(accounts.overwrites()).isOne();
        }

        @Test
        void that_its_own_users_overwrote_before_anybody_heard_of_it() {
            var accounts = judged(heard("record-changed", "second", 2), user("first", 0), user("second", 1));

            assertThat(accounts.mistakes()).isEmpty();
            assertThat(accounts.unread()).isOne();
        }
    }

    @Nested
    class Complains_of_a_value {

        @Test
        void that_the_hub_wrote_over_without_having_heard_of_it() {
            assertThat(judged(heard("record-changed", "other", 1), user("mine", 0), hub("golden", 2))
                            .mistakes())
                    .singleElement()
                    .asString()
                    .contains("never heard", "mine");
        }

        @Test
        void that_still_stands_there_unheard() {
            assertThat(judged(heard("record-changed", "other", 1), user("mine", 0))
                            .mistakes())
                    .singleElement()
                    .asString()
                    .contains("never heard", "mine");
        }

        @Test
        void that_was_stored_only_after_the_hub_had_written_over_it() {
            assertThat(judged(heard("record-changed", "mine", 3), user("mine", 0), hub("golden", 2))
                            .mistakes())
                    .singleElement()
                    .asString()
                    .contains("before it had stored");
        }

        @Test
        void that_was_taken_for_old_news_though_nobody_had_overwritten_it() {
            assertThat(judged(heard("stale-change-noted", "mine", 1), user("mine", 0), hub("golden", 2))
                            .mistakes())
                    .singleElement()
                    .asString()
                    .contains("old news");
        }
    }

    private static Accounts judged(HubHistory history, Touch... touches) {
        return Accounts.of(List.of(touches), history);
    }

    private static Touch user(String value, int second) {
        return touch(value, second, false);
    }

    private static Touch hub(String value, int second) {
        return touch(value, second, true);
    }

    private static Touch touch(@Nullable String value, int second, boolean byHub) {
        return new Touch("shop", second, NOON.plusSeconds(second), byHub, "7", "tel", value);
    }

    /** The hub heard of the value, and it lost. */
    private static HubHistory heard(String type, String value, int second) {
        var payload = JsonMapper.shared().readTree("""
            {"observation": {"copy": "shop", "localId": "7", "local": {"tel": "%1$s"}}, "fields": {},
             "conflicts": [{"field": "phone", "winnerSystem": "crm", "winner": "golden", "loserSystem": "shop",
                            "loser": "%1$s", "rule": "priority"}]}\
            """.formatted(value));
        return HubHistory.of(List.of(new HubHistory.Event(1, "r", NOON.plusSeconds(second), type, payload)));
    }
}
