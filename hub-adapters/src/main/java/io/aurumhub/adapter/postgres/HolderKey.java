package io.aurumhub.adapter.postgres;

import io.aurumhub.core.mapping.MatchKeys;
import io.aurumhub.core.shared.EntityName;

/** The name of a golden record by one of its match keys. */
record HolderKey(EntityName entity, String key) implements ParentKey {

    /** Of a key as a record holds it, owned or not. */
    static HolderKey held(EntityName entity, String held) {
        return new HolderKey(entity, MatchKeys.plain(held));
    }

    /** The key of one field is the field, then {@code |length:value}; a long value is kept as its hash. */
    @Override
    public String words() {
        int bar = key.indexOf('|');
        return bar < 0
                ? "the " + entity + " with a long " + key.substring(0, key.indexOf('#'))
                : "the " + entity + " with " + key.substring(0, bar) + " " + key.substring(key.indexOf(':', bar) + 1);
    }

    @Override
    public String toString() {
        return entity + "?" + key;
    }
}
