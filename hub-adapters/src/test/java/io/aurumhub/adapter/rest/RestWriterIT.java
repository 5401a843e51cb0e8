package io.aurumhub.adapter.rest;

import io.aurumhub.core.connector.Ability;
import io.aurumhub.core.connector.SystemWriterContract;
import io.aurumhub.core.connector.WritableStage;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;

/** The promises of a writer, kept over HTTP with every kind of guard that an API may offer. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RestWriterIT {

    private @Nullable RestStage stage;

    private RestStage on(RestStage fresh) {
        stage = fresh;
        return fresh;
    }

    @AfterEach
    void close() {
        Objects.requireNonNull(stage).close();
    }

    @Nested
    class With_versions_and_etags extends SystemWriterContract {
        @Override
        protected WritableStage stage() {
            return on(RestStage.rich(TestApi.Pages.CURSOR));
        }
    }

    @Nested
    class With_versions_and_etags_by_put extends SystemWriterContract {
        @Override
        protected WritableStage stage() {
            return on(RestStage.of(
                    TestApi.Habits.usual(TestApi.Pages.OFFSET),
                    Map.of("version", "version", "update", "put"),
                    Ability.WATERMARK));
        }
    }

    @Nested
    class With_etags_only extends SystemWriterContract {
        @Override
        protected WritableStage stage() {
            return on(RestStage.of(
                    TestApi.Habits.usual(TestApi.Pages.LINK), Map.of(), Ability.WATERMARK, Ability.VERSIONS));
        }
    }

    @Nested
    class With_versions_but_no_etags extends SystemWriterContract {
        @Override
        protected WritableStage stage() {
            return on(RestStage.of(
                    TestApi.Habits.usual(TestApi.Pages.PAGE).withoutEtags(),
                    Map.of("version", "version"),
                    Ability.WATERMARK,
                    Ability.ATOMIC_GUARD));
        }
    }

    @Nested
    class With_nothing_by_patch extends SystemWriterContract {
        @Override
        protected WritableStage stage() {
            return on(RestStage.poor(TestApi.Pages.WHOLE, "patch"));
        }
    }

    @Nested
    class With_nothing_by_put extends SystemWriterContract {
        @Override
        protected WritableStage stage() {
            return on(RestStage.poor(TestApi.Pages.OFFSET, "put"));
        }
    }
}
