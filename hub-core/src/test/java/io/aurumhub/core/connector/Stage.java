package io.aurumhub.core.connector;

import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * A fresh, empty system for the contract suites, with a back door: what the suites do through it is what the system's
 * own users would do, unseen by the connector, and done when the method returns.
 *
 * <p>Records have {@code name} (text), {@code email} (text or null), {@code points} (a whole number; the system refuses
 * a negative one), {@code external_id} (text or null; the setting {@code externalId} names it where the system can
 * create once) and, with {@link Ability#NESTED}, {@code address} (an object with {@code city} and {@code zip}). The
 * system gives each record its local id.
 */
public interface Stage {

    SystemReader reader();

    Resource resource();

    Set<Ability> abilities();

    /** Adds a record whose time of change is the given one; fields not named are null. Answers its local id. */
    String add(Map<String, Value> fields, Instant changedAt);

    /** Changes some top-level fields of a record. */
    void edit(String localId, Map<String, Value> fields, Instant changedAt);

    /** Removes a record: marks it where the system has tombstones, else really. */
    void remove(String localId, Instant changedAt);

    /** How the system shows a value that was put in; a system of texts shows numbers as text. */
    default Value shown(Value value) {
        return value;
    }

    default boolean can(Ability ability) {
        return abilities().contains(ability);
    }
}
