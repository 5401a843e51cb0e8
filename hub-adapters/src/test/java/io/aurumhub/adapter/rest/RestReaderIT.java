package io.aurumhub.adapter.rest;

import io.aurumhub.core.connector.Ability;
import io.aurumhub.core.connector.Stage;
import io.aurumhub.core.connector.SystemReaderContract;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;

/** The promises of a reader, kept over HTTP with every kind of paging. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RestReaderIT {

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
    class A_list_by_cursor extends SystemReaderContract {
        @Override
        protected Stage stage() {
            return on(RestStage.rich(TestApi.Pages.CURSOR));
        }
    }

    @Nested
    class A_list_by_links extends SystemReaderContract {
        @Override
        protected Stage stage() {
            return on(RestStage.rich(TestApi.Pages.LINK));
        }
    }

    @Nested
    class A_list_by_page_numbers extends SystemReaderContract {
        @Override
        protected Stage stage() {
            return on(RestStage.rich(TestApi.Pages.PAGE));
        }
    }

    @Nested
    class A_list_by_offsets extends SystemReaderContract {
        @Override
        protected Stage stage() {
            return on(RestStage.rich(TestApi.Pages.OFFSET));
        }
    }

    @Nested
    class A_list_without_pages extends SystemReaderContract {
        @Override
        protected Stage stage() {
            return on(RestStage.rich(TestApi.Pages.WHOLE));
        }
    }

    @Nested
    class A_list_filtered_by_us extends SystemReaderContract {
        @Override
        protected Stage stage() {
            return on(RestStage.of(
                    TestApi.Habits.usual(TestApi.Pages.OFFSET), Map.of("changed", "updated_at"), Ability.VERSIONS));
        }
    }

    @Nested
    class A_poor_list_by_page_numbers extends SystemReaderContract {
        @Override
        protected Stage stage() {
            return on(RestStage.poor(TestApi.Pages.PAGE, "patch"));
        }
    }

    @Nested
    class A_poor_list_by_offsets extends SystemReaderContract {
        @Override
        protected Stage stage() {
            return on(RestStage.poor(TestApi.Pages.OFFSET, "put"));
        }
    }

    @Nested
    class A_poor_list_by_cursor extends SystemReaderContract {
        @Override
        protected Stage stage() {
            return on(RestStage.poor(TestApi.Pages.CURSOR, "put"));
        }
    }

    @Nested
    class A_poor_list_without_pages extends SystemReaderContract {
        @Override
        protected Stage stage() {
            return on(RestStage.poor(TestApi.Pages.WHOLE, "patch"));
        }
    }
}
