package io.aurumhub.core.record;

import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A map that nobody can change any more, so that one state of a record can share it with the next: most events change
 * little of it.
 */
final class Kept<K, V> extends AbstractMap<K, V> {

    private final Map<K, V> map;

    private Kept(Map<K, V> own) {
        this.map = Collections.unmodifiableMap(own);
    }

    /** The same entries in the same order. */
    static <K, V> Kept<K, V> inOrder(Map<K, V> map) {
        return map instanceof Kept<K, V> kept ? kept : new Kept<>(new LinkedHashMap<>(map));
    }

    /** The same entries, sorted. What is kept already is kept as it is, so it must have been sorted. */
    static <K extends Comparable<K>, V> Kept<K, V> sorted(Map<K, V> map) {
        return map instanceof Kept<K, V> kept ? kept : new Kept<>(new TreeMap<>(map));
    }

    @Override
    public Set<Entry<K, V>> entrySet() {
        return map.entrySet();
    }

    @Override
    public @Nullable V get(@Nullable Object key) {
        return map.get(key);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        return map.containsKey(key);
    }

    @Override
    public int size() {
        return map.size();
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super V> action) {
        map.forEach(action);
    }
}
