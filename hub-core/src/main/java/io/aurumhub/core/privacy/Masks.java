package io.aurumhub.core.privacy;

import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.intake.Drift;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Works out, from the definitions, what is hidden and what is shown. */
final class Masks {

    /** {@code item.a}, {@code item["a"]}, or the variable as a whole. */
    private static final Pattern ITEM = reads("item");

    private static final Pattern RECORD = reads("record");

    private final Set<String> hidden = new HashSet<>();
    private final Set<String> visible = new HashSet<>();

    private static Pattern reads(String variable) {
        return Pattern.compile("\\b" + variable + "\\b(?:\\s*\\.\\s*(\\w+)|\\s*\\[\\s*[\"']([^\"']+)[\"']\\s*])?");
    }

    static Mask golden(EntityDefinition entity) {
        var masks = new Masks();
        entity.fields().forEach((name, field) -> masks.place(name, field, field.sensitive()));
        return new Mask(masks.hidden, masks.visible);
    }

    /** Of a system's records. The local fields from which a sensitive one is computed are hidden, as are its forms. */
    static Mask local(SyncDefinition sync, EntityDefinition entity) {
        var masks = new Masks();
        masks.visible.addAll(Drift.technical(sync));
        masks.visible.addAll(sync.constants().keySet());
        for (var map : sync.fields().values()) {
            var field = entity.fields().get(map.golden());
            boolean sensitive = field == null || field.sensitive() || tells(map.write(), entity.fields());
            if (!masks.read(map, field == null || field.holdsSensitive())) {
                return Mask.OPAQUE;
            }
            if (field == null) {
                masks.hidden.add(map.local());
            } else {
                masks.place(map.local(), field, sensitive);
            }
            if (map.currency() != null) {
                (sensitive ? masks.hidden : masks.visible).add(map.currency());
            }
        }
        return new Mask(masks.hidden, masks.visible);
    }

    private void place(String path, FieldDefinition field, boolean sensitive) {
        if (sensitive) {
            hidden.add(path);
        } else if (field.type() == FieldType.OBJECT) {
            field.shape().fields().forEach((name, inner) -> place(path + "." + name, inner, inner.sensitive()));
        } else {
            visible.add(path);
        }
    }

    /** Notes the local fields of an expression; false if they cannot be told, and must not be seen. */
    private boolean read(FieldMap map, boolean sensitive) {
        if (map.read() == null) {
            return true;
        }
        var found = ITEM.matcher(map.read());
        while (found.find()) {
            var name = name(found.group(1), found.group(2));
            if (name == null && sensitive) {
                return false;
            }
            if (name != null) {
                (sensitive ? hidden : visible).add(name);
            }
        }
        return true;
    }

    /** Whether what is written is made of a sensitive field. */
    private static boolean tells(@Nullable String write, Map<String, FieldDefinition> fields) {
        if (write == null) {
            return false;
        }
        return RECORD.matcher(write).results().anyMatch(found -> {
            var field = fields.get(String.valueOf(name(found.group(1), found.group(2))));
            return field == null || field.holdsSensitive();
        });
    }

    private static @Nullable String name(@Nullable String dotted, @Nullable String quoted) {
        return dotted == null ? quoted : dotted;
    }
}
