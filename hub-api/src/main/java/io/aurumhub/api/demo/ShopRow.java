package io.aurumhub.api.demo;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One row of the shop. The version counts the row's edits from 1; {@code updatedAt} is UTC with exactly six decimals,
 * so that text order is time order.
 */
record ShopRow(String id, long version, String updatedAt, boolean deleted, ObjectNode body) {

    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    static String stamp(Instant instant) {
        return STAMP.format(instant);
    }

    /** The stamp of a write: now, but always later than the newest stamp, so that pages by time miss nothing. */
    static String stampAfter(String newest, Instant now) {
        String stamp = stamp(now);
        return stamp.compareTo(newest) > 0 ? stamp : stamp(Instant.parse(newest).plus(1, ChronoUnit.MICROS));
    }

    ShopRow edited(ObjectNode newBody, String stamp) {
        return new ShopRow(id, version + 1, stamp, false, newBody);
    }

    ShopRow removed(String stamp) {
        return new ShopRow(id, version + 1, stamp, true, body);
    }

    /** A strong validator: it changes with each edit and is never used again. */
    String etag() {
        return '"' + Long.toString(version) + '"';
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", id);
        if (deleted) {
            return json.put("deleted", true).put("updated_at", updatedAt);
        }
        return json.setAll(body).put("updated_at", updatedAt).put("version", version);
    }
}
