package io.aurumhub.api.definition;

import io.aurumhub.adapter.postgres.ValueAnswers.AnswerView;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SyncId;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The definitions as they may be shown: names and rules; no connector or resource settings, since these hold secrets.
 *
 * @param answers what stewards said of values that the file does not list
 */
record DefinitionsView(
        String version,
        List<SystemView> systems,
        List<EntityView> entities,
        List<SyncView> syncs,
        List<AnswerView> answers) {

    static DefinitionsView of(Definitions definitions, List<AnswerView> answers) {
        return new DefinitionsView(
                definitions.version(),
                definitions.systems().values().stream()
                        .map(system -> new SystemView(system.id().value(), system.rank(), system.connector()))
                        .toList(),
                definitions.entities().values().stream().map(EntityView::of).toList(),
                definitions.syncs().values().stream().map(SyncView::of).toList(),
                answers);
    }

    record SystemView(String id, int rank, String connector) {}

    record EntityView(String name, List<FieldView> fields, List<List<String>> match) {

        static EntityView of(EntityDefinition entity) {
            return new EntityView(
                    entity.name().value(),
                    entity.fields().values().stream().map(FieldView::of).toList(),
                    entity.match());
        }
    }

    /**
     * A golden field.
     *
     * @param sensitive it, or something inside it, is shown to the admin only
     */
    record FieldView(
            String name,
            String type,
            boolean required,
            @Nullable String reference,
            boolean sensitive) {

        static FieldView of(FieldDefinition field) {
            EntityName reference = field.reference();
            return new FieldView(
                    field.name(),
                    field.type().word(),
                    field.required(),
                    reference == null ? null : reference.value(),
                    field.holdsSensitive());
        }
    }

    /** How one entity of one system moves; {@code fields} is golden name to local path. */
    record SyncView(
            String id,
            String system,
            String entity,
            String direction,
            Map<String, String> fields,
            String deletes,
            String referenced,
            String orphans,
            String missing,
            List<String> dependsOn,
            @Nullable Duration pollEvery,
            boolean webhook) {

        static SyncView of(SyncDefinition sync) {
            var fields = new TreeMap<String, String>();
            sync.fields().forEach((golden, map) -> fields.put(golden, map.local()));
            return new SyncView(
                    sync.id().value(),
                    sync.system().value(),
                    sync.entity().value(),
                    word(sync.direction()),
                    fields,
                    word(sync.deletes().rule()),
                    word(sync.deletes().referenced()),
                    word(sync.deletes().orphans()),
                    word(sync.deletes().missing()),
                    sync.dependsOn().stream().map(SyncId::value).toList(),
                    sync.detect().pollEvery(),
                    sync.detect().webhookSecret() != null);
        }

        private static String word(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT);
        }
    }
}
