package io.aurumhub.adapter.yaml;

import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges the expressions of the file while it is read, so that their mistakes are reported with all others. */
@FunctionalInterface
public interface ExpressionCheck {

    /**
     * Is only asked about expressions over entities whose fields are without mistakes.
     *
     * @param text as it stands in the file; placeholders are not filled in expressions
     * @return what is wrong; empty if it can be used
     */
    List<Finding> check(String text, Use use);

    /**
     * The top-level local fields that a {@code read} needs; none where expressions are only accepted.
     *
     * @param text in which {@link #check} found nothing
     */
    default Set<String> localFields(String text) {
        return Set.of();
    }

    /** Accepts every text. */
    static ExpressionCheck acceptAll() {
        return (text, use) -> List.of();
    }

    /** What an expression is for. */
    enum Kind {
        /** {@code when} of a sync: true or false over {@code record}, the golden fields. */
        CONDITION,
        /** {@code read} of a field: a golden value over {@code item}, the local fields. */
        READ,
        /** {@code write} of a field: a local value over {@code record}. */
        WRITE,
        /** The rule of a check of an entity: true or false over {@code record}. */
        CHECK,
        /** A policy: whether {@code reported} wins against {@code golden}. */
        POLICY
    }

    /**
     * Where an expression is used.
     *
     * @param entity whose fields {@code record} has; of its checks nothing is said
     * @param field the golden field that is read, written or decided about; a group as an object; null for conditions
     *     and checks
     */
    record Use(Kind kind, EntityDefinition entity, @Nullable FieldDefinition field) {}

    /**
     * A mistake in an expression.
     *
     * @param line within the text, from 1
     * @param column in characters (Unicode code points), from 1; one behind the last stands for the end
     * @param wrong what is wrong
     * @param expected what would be right
     * @param nearest the name that was probably meant; null if none is near
     */
    record Finding(
            int line,
            int column,
            String wrong,
            String expected,
            @Nullable String nearest) {}
}
