package io.aurumhub.core.connector;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;

@DisplayNameGeneration(ReplaceUnderscores.class)
class InMemorySystemTest {

    @Nested
    class Reading_with_every_ability extends SystemReaderContract {
        @Override
        protected Stage stage() {
            return InMemorySystem.without();
        }
    }

    @Nested
    class Writing_with_every_ability extends SystemWriterContract {
        @Override
        protected WritableStage stage() {
            return InMemorySystem.without();
        }
    }

    @Nested
    class Reading_with_no_ability extends SystemReaderContract {
        @Override
        protected Stage stage() {
            return InMemorySystem.without(Ability.values());
        }
    }

    @Nested
    class Writing_with_no_ability extends SystemWriterContract {
        @Override
        protected WritableStage stage() {
            return InMemorySystem.without(Ability.values());
        }
    }
}
