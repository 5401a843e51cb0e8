package io.aurumhub.adapter.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Makes a file of a part of one. Only what an example leaves out on purpose is added: the systems {@code crm},
 * {@code shop}, {@code warehouse} and {@code leads}; of a sync, whose name is {@code <system>-<entity>s}, its system,
 * its entity, its resource, and its fields.
 */
final class CompletedExample {

    private static final String SYSTEMS = """
        systems:
          crm: { rank: 1, connector: { type: jdbc, url: "jdbc:postgresql://127.0.0.1/crm" } }
          shop: { rank: 2, connector: { type: rest, baseUrl: "http://127.0.0.1/shop" } }
          warehouse: { rank: 3, connector: { type: jdbc, url: "jdbc:sqlite:stock.db" } }
          leads: { rank: 4, connector: { type: file, folder: leads } }
        """;

    private static final String TABLE = "{ table: rows, key: id, changed: changed }";

    private static final Map<String, String> RESOURCES = Map.of(
            "shop", "{ path: /rows, key: id }",
            "leads", "{ pattern: '*.csv', key: no }");

    private CompletedExample() {}

    static String of(String part) {
        var file = map(load(part));
        if (!List.of("systems", "entities", "syncs").containsAll(file.keySet())) {
            throw new IllegalArgumentException(
                    "An example begins with systems:, entities: or syncs:, not with " + file.keySet() + "\n" + part);
        }
        var systems = map(map(load(SYSTEMS)).get("systems"));
        map(file.get("systems")).forEach((name, system) -> systems.merge(name, system, CompletedExample::merged));
        var entities = map(file.get("entities"));
        var syncs = map(file.get("syncs"));
        if (syncs.isEmpty()) {
            entities.keySet().forEach(entity -> syncs.put("crm-" + entity + "s", new LinkedHashMap<>()));
        }
        syncs.forEach((name, sync) -> syncs.put(name, completed(name, map(sync), entities)));
        var whole = new LinkedHashMap<String, Object>();
        whole.put("systems", systems);
        whole.put("entities", entities);
        whole.put("syncs", syncs);
        return new Dump(DumpSettings.builder().build()).dumpToString(whole);
    }

    private static Object completed(String name, Map<String, Object> sync, Map<String, Object> entities) {
        var system = name.substring(0, name.indexOf('-'));
        var things = name.substring(name.indexOf('-') + 1);
        sync.putIfAbsent("system", system);
        sync.putIfAbsent("entity", things.endsWith("s") ? things.substring(0, things.length() - 1) : things);
        var resource = map(load(RESOURCES.getOrDefault(system, TABLE)));
        sync.merge("resource", resource, (own, usual) -> {
            var all = new LinkedHashMap<>(map(usual));
            all.putAll(map(own));
            return all;
        });
        var entity = map(entities.computeIfAbsent(
                String.valueOf(sync.get("entity")), missing -> new LinkedHashMap<>(Map.of("fields", Map.of()))));
        var fields = map(entity.get("fields"));
        entity.put("fields", fields);
        entities.put(String.valueOf(sync.get("entity")), entity);
        if (fields.isEmpty()) {
            map(sync.get("fields")).keySet().forEach(field -> fields.put(field, "string"));
            fields.putIfAbsent("name", "string");
        }
        var own = map(sync.get("fields"));
        if (own.isEmpty()) {
            new ArrayList<>(fields.keySet()).forEach(field -> {
                if (isSimple(fields.get(field))) {
                    own.put(field, field);
                }
            });
        }
        if (own.isEmpty()) {
            fields.putIfAbsent("name", "string");
            own.put("name", "name");
        }
        sync.put("fields", own);
        return sync;
    }

    /** What any system can hold under the name of the golden field. */
    private static boolean isSimple(@Nullable Object field) {
        var type = field instanceof Map<?, ?> block ? block.get("type") : field;
        return List.of("string", "text", "integer", "email", "phone", "boolean").contains(type);
    }

    private static Object merged(Object usual, Object own) {
        var all = new LinkedHashMap<>(map(usual));
        all.putAll(map(own));
        return all;
    }

    private static Object load(String text) {
        return new Load(LoadSettings.builder().build()).loadFromString(text);
    }

    private static Map<String, Object> map(@Nullable Object value) {
        var map = new LinkedHashMap<String, Object>();
        if (value instanceof Map<?, ?> block) {
            block.forEach((key, inner) -> map.put(String.valueOf(key), inner));
        }
        return map;
    }
}
