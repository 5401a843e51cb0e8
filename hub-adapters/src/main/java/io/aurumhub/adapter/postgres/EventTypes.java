package io.aurumhub.adapter.postgres;

import io.aurumhub.core.record.GoldenRecordEvent;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The logical names under which events are stored. A name, once released, is never changed or reused; the shape of a
 * payload has a revision of its own. Moving or renaming a class changes nothing here.
 */
enum EventTypes {
    CREATED("record-created", GoldenRecordEvent.Created.class),
    CHANGED("record-changed", GoldenRecordEvent.Changed.class),
    STALE_CHANGE_NOTED("stale-change-noted", GoldenRecordEvent.StaleChangeNoted.class),
    DELETED("record-deleted", GoldenRecordEvent.Deleted.class),
    COPY_GONE("copy-gone", GoldenRecordEvent.CopyGone.class),
    RESTORED("record-restored", GoldenRecordEvent.Restored.class),
    DELIVERED("delivered", GoldenRecordEvent.Delivered.class),
    REMOVED("removed", GoldenRecordEvent.Removed.class),
    DELIVERY_REFUSED("delivery-refused", GoldenRecordEvent.DeliveryRefused.class),
    DELIVERY_RETRIED("delivery-retried", GoldenRecordEvent.DeliveryRetried.class),
    DELIVERY_SKIPPED("delivery-skipped", GoldenRecordEvent.DeliverySkipped.class),
    DELIVERY_RESENT("delivery-resent", GoldenRecordEvent.DeliveryResent.class),
    COPY_EXAMINED("copy-examined", GoldenRecordEvent.CopyExamined.class),
    CONFLICT_OVERTURNED("conflict-overturned", GoldenRecordEvent.ConflictOverturned.class),
    ROLLED_BACK("rolled-back", GoldenRecordEvent.RolledBack.class),
    CONFLICT_UPHELD("conflict-upheld", GoldenRecordEvent.ConflictUpheld.class),
    DELETE_DECREED("delete-decreed", GoldenRecordEvent.DeleteDecreed.class),
    PINNED("field-pinned", GoldenRecordEvent.Pinned.class),
    RELINKED("copy-relinked", GoldenRecordEvent.Relinked.class),
    UNPINNED("field-unpinned", GoldenRecordEvent.Unpinned.class),
    REMAPPED("record-remapped", GoldenRecordEvent.Remapped.class),
    RESETTLED("record-resettled", GoldenRecordEvent.Resettled.class),
    UNLINKED("record-unlinked", GoldenRecordEvent.Unlinked.class),
    MATCH_DOUBTED("match-doubted", GoldenRecordEvent.MatchDoubted.class);

    /** The revision of every payload's shape so far. */
    static final String FIRST_REVISION = "1";

    private static final Map<String, EventTypes> BY_NAME = byName();
    private static final Map<Class<?>, EventTypes> BY_CLASS = byClass();

    private final String logicalName;
    private final Class<? extends GoldenRecordEvent> payload;

    EventTypes(String logicalName, Class<? extends GoldenRecordEvent> payload) {
        this.logicalName = logicalName;
        this.payload = payload;
    }

    String logicalName() {
        return logicalName;
    }

    Class<? extends GoldenRecordEvent> payload() {
        return payload;
    }

    static EventTypes of(Class<?> payload) {
        var type = BY_CLASS.get(payload);
        if (type == null) {
            throw new IllegalArgumentException(
                    payload + " is no event of this hub; only " + BY_NAME.keySet() + " are stored");
        }
        return type;
    }

    /** Throws IllegalArgumentException for a name of a newer or a foreign hub. */
    static EventTypes named(String logicalName) {
        var type = BY_NAME.get(logicalName);
        if (type == null) {
            throw new IllegalArgumentException("The event log holds an event '" + logicalName
                    + "', which this version of the hub does not know; start the version that wrote it, or a"
                    + " later one");
        }
        return type;
    }

    private static Map<String, EventTypes> byName() {
        return java.util.Arrays.stream(values()).collect(Collectors.toMap(EventTypes::logicalName, type -> type));
    }

    private static Map<Class<?>, EventTypes> byClass() {
        return java.util.Arrays.stream(values()).collect(Collectors.toMap(EventTypes::payload, type -> type));
    }
}
