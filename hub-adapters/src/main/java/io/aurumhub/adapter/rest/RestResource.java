package io.aurumhub.adapter.rest;

import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The {@code resource:} block of a sync with a REST system.
 *
 * @param place for messages: the sync and its block
 * @param path of the list, under the base URL; a single record is at {@code path/id}
 * @param key the field with the local id
 * @param changed the field with the time of the last change
 * @param version the field that differs for each state of a record
 * @param etag the ETag of a version
 * @param softDelete the field that marks a record as deleted
 * @param externalId the field that holds the golden record's id
 * @param items the path to the array in the answer of a list; null: the answer is the array
 * @param since the query parameter that asks for changes at or after a time
 * @param parameters sent with each list request
 * @param puts updates send the whole record by PUT, not a merge patch
 * @param patchType the content type of a merge patch
 */
record RestResource(
        String place,
        String path,
        String key,
        @Nullable String changed,
        @Nullable String version,
        String etag,
        @Nullable String softDelete,
        @Nullable String externalId,
        @Nullable String items,
        Paging paging,
        @Nullable String since,
        Map<String, String> parameters,
        boolean puts,
        String patchType) {

    static RestResource of(Resource resource) {
        var settings = new Settings("syncs." + resource.sync() + ".resource", resource.settings())
                .allowing(
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
                        "patchType");
        if (settings.has("since") && !settings.has("changed")) {
            throw settings.fault("since", "needs changed: the field that holds the time of a record's last change");
        }
        return new RestResource(
                settings.place(),
                path(settings),
                settings.text("key", "id"),
                settings.text("changed"),
                settings.text("version"),
                settings.text("etag", "\"{version}\""),
                settings.text("softDelete"),
                settings.text("externalId"),
                settings.text("items"),
                Paging.of(settings.block("paging")),
                settings.text("since"),
                settings.block("parameters").texts(),
                settings.oneOf("update", "patch", "put").equals("put"),
                settings.text("patchType", "application/merge-patch+json"));
    }

    private static String path(Settings settings) {
        var path = settings.required("path").strip().replaceAll("/+$", "");
        if (!path.startsWith("/") || path.startsWith("//") || !path.matches("[^?#\\s\\\\]*") || path.contains("..")) {
            throw settings.fault("path", "must begin with one slash and be a plain path; queries go to parameters");
        }
        try {
            URI.create("http://localhost" + path);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(settings.place() + ".path is not a path of a URL", e);
        }
        return path;
    }

    URI list(String baseUrl, Map<String, String> more) {
        var all = new LinkedHashMap<>(parameters);
        all.putAll(more);
        var query = all.entrySet().stream()
                .map(one -> encoded(one.getKey()) + "=" + encoded(one.getValue()))
                .collect(Collectors.joining("&"));
        return URI.create(baseUrl + path + (query.isEmpty() ? "" : "?" + query));
    }

    /** Where one record is; empty for an id that no record can have, as it would point to another path. */
    Optional<URI> one(String baseUrl, String localId) {
        boolean nowhere = localId.isEmpty() || localId.equals(".") || localId.equals("..");
        return nowhere ? Optional.empty() : Optional.of(URI.create(baseUrl + path + "/" + encoded(localId)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The local id, if the fields hold one. */
    Optional<String> id(Map<String, Value> fields) {
        return Optional.ofNullable(Json.at(fields, key))
                .flatMap(RestResource::plain)
                .filter(id -> !id.isBlank());
    }

    LocalRecord record(String localId, Map<String, Value> fields) {
        return new LocalRecord(
                localId,
                fields,
                version == null
                        ? null
                        : plain(Json.atOrNothing(fields, version)).orElse(null),
                changedAt(fields).flatMap(ChangeTime::instant).orElse(null),
                softDelete != null && isTrue(Json.atOrNothing(fields, softDelete)));
    }

    /**
     * What the field of the mark holds where a record is not deleted, in the kind of value that marks this one.
     *
     * @throws IllegalStateException if the resource names no such field
     */
    Map<String, Value> unmarked(LocalRecord deleted) {
        if (softDelete == null) {
            throw new IllegalStateException(place + " has no softDelete");
        }
        return Map.of(
                softDelete,
                switch (Json.atOrNothing(deleted.fields(), softDelete)) {
                    case Value.Flag ignored -> Value.flag(false);
                    case Value.Decimal ignored -> Value.number(0);
                    case Value.Text(String text) when text.equalsIgnoreCase("true") -> Value.text("false");
                    case Value.Text _, Value.Nothing _, Value.Items _, Value.Nested _ -> Value.nothing();
                });
    }

    Optional<Value> changedAt(Map<String, Value> fields) {
        return changed == null
                ? Optional.empty()
                : Optional.ofNullable(Json.at(fields, changed)).filter(value -> !value.isNothing());
    }

    /** The ETag that belongs to a version. */
    String etagOf(String recordVersion) {
        return etag.replace("{version}", recordVersion);
    }

    /**
     * A mark to recognise a record that has not been changed. It is built on the version or time of change where there
     * is one, as other fields may differ from answer to answer (a counter of views).
     */
    String mark(Value item) {
        if (!(item instanceof Value.Nested(Map<String, Value> fields))) {
            return fingerprint(item);
        }
        var state =
                version != null ? Json.at(fields, version) : changedAt(fields).orElse(null);
        return id(fields).orElse("") + "#" + (state == null ? fingerprint(item) : state);
    }

    /** The same for two values that are equal to the last field. */
    static String fingerprint(Value item) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(Json.bytes(item));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static Optional<String> plain(Value value) {
        return switch (value) {
            case Value.Text(String text) -> Optional.of(text);
            case Value.Decimal number -> Optional.of(number.toString());
            case Value.Flag ignored -> Optional.empty();
            case Value.Nothing ignored -> Optional.empty();
            case Value.Items ignored -> Optional.empty();
            case Value.Nested ignored -> Optional.empty();
        };
    }

    private static boolean isTrue(Value value) {
        return switch (value) {
            case Value.Nothing ignored -> false;
            case Value.Flag(boolean flag) -> flag;
            case Value.Decimal(BigDecimal number) -> number.signum() != 0;
            case Value.Text(String text) -> !text.isBlank() && !text.equalsIgnoreCase("false");
            case Value.Items ignored -> true;
            case Value.Nested ignored -> true;
        };
    }
}
