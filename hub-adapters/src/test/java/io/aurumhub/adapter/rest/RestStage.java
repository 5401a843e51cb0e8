package io.aurumhub.adapter.rest;

import io.aurumhub.core.connector.Ability;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.connector.SystemWriter;
import io.aurumhub.core.connector.WritableStage;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A {@link TestApi} with a connector to it. */
record RestStage(TestApi api, RestSystem system, Resource resource, Set<Ability> abilities)
        implements WritableStage, AutoCloseable {

    static RestStage of(TestApi.Habits habits, Map<String, Object> settings, Ability... missing) {
        var api = new TestApi(habits);
        var abilities = EnumSet.allOf(Ability.class);
        abilities.removeAll(Arrays.asList(missing));
        return new RestStage(api, systemAt(api.baseUrl(), Map.of()), resource(habits, settings), abilities);
    }

    /** An API with all habits; the connector uses them. */
    static RestStage rich(TestApi.Pages pages) {
        return of(TestApi.Habits.usual(pages), Map.of("changed", "updated_at", "since", "since", "version", "version"));
    }

    /** An API with few habits; the connector has to live with it. */
    static RestStage poor(TestApi.Pages pages, String update) {
        return of(
                TestApi.Habits.poor(pages),
                Map.of("update", update),
                Ability.WATERMARK,
                Ability.TOMBSTONES,
                Ability.VERSIONS,
                Ability.ATOMIC_GUARD);
    }

    static RestSystem systemAt(String baseUrl, Map<String, Object> more) {
        var settings = new HashMap<String, Value>();
        settings.put("baseUrl", Value.text(baseUrl));
        settings.put("timeout", Value.text("2s"));
        more.forEach((name, value) -> settings.put(name, Value.of(value)));
        return RestSystem.open(new SystemDefinition(new SystemId("shop"), 2, "rest", settings));
    }

    static Resource resource(TestApi.Habits habits, Map<String, Object> settings) {
        var all = new HashMap<String, Object>();
        all.put("path", "/customers");
        all.put("externalId", "external_id");
        if (habits.tombstones()) {
            all.put("softDelete", "deleted_at");
        }
        switch (habits.pages()) {
            case WHOLE -> {}
            case CURSOR -> {
                all.put("items", "data");
                all.put("paging", Map.of("cursor", "paging.next", "parameter", "after", "size", "size"));
            }
            case LINK -> all.put("paging", Map.of("link", true, "size", "size"));
            case PAGE -> all.put("paging", Map.of("page", "page", "size", "size", "max", habits.largestPage()));
            case OFFSET -> all.put("paging", Map.of("offset", "offset", "limit", "size"));
        }
        all.putAll(settings);
        var values = new HashMap<String, Value>();
        all.forEach((name, value) -> values.put(name, Value.of(value)));
        return new Resource(new SyncId("shop-customers"), values, Set.of("name", "email", "points", "address"));
    }

    @Override
    public SystemReader reader() {
        return system;
    }

    @Override
    public SystemWriter writer() {
        return system;
    }

    @Override
    public String add(Map<String, Value> fields, Instant changedAt) {
        return api.add(fields, changedAt);
    }

    @Override
    public void edit(String localId, Map<String, Value> fields, Instant changedAt) {
        api.edit(localId, fields, changedAt);
    }

    @Override
    public void remove(String localId, Instant changedAt) {
        api.remove(localId, changedAt);
    }

    @Override
    public void close() {
        system.close();
        api.close();
    }
}
