package io.aurumhub.adapter.yaml;

import static io.aurumhub.core.definition.FieldType.DATE;
import static io.aurumhub.core.definition.FieldType.DECIMAL;
import static io.aurumhub.core.definition.FieldType.EMAIL;
import static io.aurumhub.core.definition.FieldType.ENUM;
import static io.aurumhub.core.definition.FieldType.INTEGER;
import static io.aurumhub.core.definition.FieldType.LIST;
import static io.aurumhub.core.definition.FieldType.MONEY;
import static io.aurumhub.core.definition.FieldType.OBJECT;
import static io.aurumhub.core.definition.FieldType.PHONE;
import static io.aurumhub.core.definition.FieldType.REFERENCE;
import static io.aurumhub.core.definition.FieldType.SET;
import static io.aurumhub.core.definition.FieldType.STRING;
import static io.aurumhub.core.definition.FieldType.TEXT;
import static io.aurumhub.core.definition.FieldType.TIME;
import static io.aurumhub.core.definition.FieldType.TIMESTAMP;

import io.aurumhub.core.definition.FieldType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which keys of a golden field mean something with which types. */
record FieldRules(Block field, FieldType type) {

    private static final Map<String, List<FieldType>> OWNERS = new LinkedHashMap<>();

    static {
        OWNERS.put("entity", List.of(REFERENCE));
        OWNERS.put("scale", List.of(DECIMAL, MONEY));
        OWNERS.put("currency", List.of(MONEY));
        OWNERS.put("values", List.of(ENUM));
        OWNERS.put("of", List.of(SET, LIST));
        OWNERS.put("fields", List.of(OBJECT));
        OWNERS.put("minLength", List.of(STRING, TEXT, EMAIL, PHONE, SET, LIST));
        OWNERS.put("maxLength", List.of(STRING, TEXT, EMAIL, PHONE, SET, LIST));
        OWNERS.put("min", List.of(INTEGER, DECIMAL, MONEY, DATE, TIME, TIMESTAMP));
        OWNERS.put("max", List.of(INTEGER, DECIMAL, MONEY, DATE, TIME, TIMESTAMP));
        OWNERS.put("pattern", List.of(STRING, TEXT, EMAIL, PHONE));
    }

    void check(boolean inside) {
        OWNERS.forEach((key, owners) -> {
            if (field.node(key).isPresent() && !owners.contains(type)) {
                field.problem(
                        key,
                        " is not used by type " + type.word(),
                        "only fields of type "
                                + owners.stream().map(FieldType::word).collect(Collectors.joining(", ")) + " have it");
            }
        });
        if (inside && type == REFERENCE) {
            field.problem("type", ": an object cannot hold a reference", "expected it as a field of the entity");
        }
        if (inside && field.node("policy").isPresent()) {
            field.problem("policy", " is said of a part", "expected it on the whole object");
        }
        if (inside && field.node("sensitive").isPresent()) {
            field.problem("sensitive", " is said of a part", "expected it on the whole object");
        }
    }
}
