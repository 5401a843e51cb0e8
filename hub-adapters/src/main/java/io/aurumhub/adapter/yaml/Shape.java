package io.aurumhub.adapter.yaml;

import java.util.List;
import java.util.Optional;

/** The kinds of blocks in hub.yaml with the keys that each may have. The JSON Schema has one definition for each. */
@SuppressWarnings("ImmutableEnumChecker") // the lists are made by List.of
enum Shape {
    ROOT(List.of("systems", "entities", "syncs")),
    SYSTEM(List.of("rank", "connector")),
    JDBC_CONNECTOR(List.of("type", "url", "user", "password")),
    REST_CONNECTOR(List.of("type", "baseUrl", "auth", "timeout", "maxConcurrent")),
    AUTH(List.of("bearer", "basic", "header", "value")),
    BASIC(List.of("user", "password")),
    FILE_CONNECTOR(List.of("type", "folder")),
    ENTITY(List.of("fields", "match", "checks", "policy", "groups", "flapping")),
    POLICY(List.of("owner", "latest", "expression")),
    GROUP(List.of("fields", "policy")),
    FLAPPING(List.of("rounds", "within")),
    FIELD(List.of(
            "type",
            "required",
            "entity",
            "scale",
            "currency",
            "values",
            "of",
            "fields",
            "minLength",
            "maxLength",
            "min",
            "max",
            "pattern",
            "sensitive",
            "policy")),
    CHECK(List.of("rule", "message")),
    MATCH(List.of("exact")),
    SYNC(List.of(
            "system",
            "entity",
            "direction",
            "resource",
            "detect",
            "when",
            "fields",
            "constants",
            "deletes",
            "orphans",
            "missing",
            "drift",
            "dependsOn",
            "waitAtMost",
            "deliver")),
    DELETES(List.of("rule", "referenced")),
    JDBC_RESOURCE(List.of("table", "key", "changed", "changedUnit", "version", "softDelete", "externalId")),
    REST_RESOURCE(List.of(
            "path",
            "key",
            "changed",
            "version",
            "etag",
            "softDelete",
            "externalId",
            "items",
            "paging",
            "since",
            "parameters",
            "update",
            "patchType")),
    PAGING(List.of("cursor", "parameter", "size", "page", "first", "offset", "limit", "link", "max")),
    FILE_RESOURCE(List.of("pattern", "key", "separator")),
    DETECT(List.of("webhook", "poll", "scan", "scanDeletes", "folder")),
    WEBHOOK(List.of("secret", "type")),
    POLL(List.of("every", "watermark", "lookBack")),
    SCAN(List.of("every")),
    FIELD_MAP(List.of(
            "local",
            "direction",
            "update",
            "format",
            "zone",
            "factor",
            "values",
            "readings",
            "separator",
            "currency",
            "read",
            "write",
            "lookup",
            "absent",
            "default",
            "send",
            "lossy")),
    SEND(List.of("truncate")),
    DELIVER(List.of("every", "onItemError", "onBatchError", "batch", "attempts"));

    /** The types of connectors, as they are called in the file. */
    static final List<String> CONNECTORS = List.of("jdbc", "rest", "file");

    private final List<String> keys;
    private final List<String> later;

    Shape(List<String> keys) {
        this(keys, List.of());
    }

    Shape(List<String> keys, List<String> later) {
        this.keys = keys;
        this.later = later;
    }

    List<String> keys() {
        return keys;
    }

    /** Keys that the design knows and this version does not. */
    boolean comesLater(String key) {
        return later.contains(key);
    }

    /** The name of its definition in the JSON Schema. */
    String schemaName() {
        return Words.of(this);
    }

    static Shape connector(String type) {
        return switch (type) {
            case "jdbc" -> JDBC_CONNECTOR;
            case "rest" -> REST_CONNECTOR;
            case "file" -> FILE_CONNECTOR;
            default -> throw new IllegalArgumentException("There is no connector of type " + type);
        };
    }

    static Shape resource(String type) {
        return switch (type) {
            case "jdbc" -> JDBC_RESOURCE;
            case "rest" -> REST_RESOURCE;
            case "file" -> FILE_RESOURCE;
            default -> throw new IllegalArgumentException("There is no connector of type " + type);
        };
    }

    /** What must be there. */
    List<String> required() {
        return switch (this) {
            case ROOT -> keys;
            case SYSTEM -> keys;
            case JDBC_CONNECTOR -> List.of("type", "url");
            case REST_CONNECTOR -> List.of("type", "baseUrl");
            case FILE_CONNECTOR -> List.of("type", "folder");
            case BASIC -> List.of("user");
            case ENTITY -> List.of("fields");
            case FIELD -> List.of("type");
            case CHECK, SEND -> keys;
            case MATCH -> List.of("exact");
            case GROUP -> List.of("fields");
            case SYNC -> List.of("system", "entity", "resource", "fields");
            case JDBC_RESOURCE -> List.of("table", "key");
            case REST_RESOURCE -> List.of("path", "key");
            case DELETES -> List.of("rule");
            case WEBHOOK -> List.of("secret");
            case POLL, SCAN -> List.of("every");
            case FIELD_MAP -> List.of("local");
            case POLICY, FLAPPING, AUTH, PAGING, FILE_RESOURCE, DETECT, DELIVER -> List.of();
        };
    }

    /** The shape of a block of settings inside this one; empty where a plain value is expected. */
    Optional<Shape> inner(String key) {
        return switch (this) {
            case REST_CONNECTOR -> key.equals("auth") ? Optional.of(AUTH) : Optional.empty();
            case AUTH -> key.equals("basic") ? Optional.of(BASIC) : Optional.empty();
            case REST_RESOURCE -> key.equals("paging") ? Optional.of(PAGING) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** Whether the key holds names of the user's own choice, such as the parameters of a URL. */
    boolean isFree(String key) {
        return this == REST_RESOURCE && key.equals("parameters");
    }
}
