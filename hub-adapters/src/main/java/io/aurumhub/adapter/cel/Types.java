package io.aurumhub.adapter.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableMap;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.StructType;
import io.aurumhub.core.expression.Scope;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The variables of a scope as the type checker knows them, and the objects inside. */
final class Types implements CelTypeProvider {

    /** Not to be written in an expression: no object can be made by naming its type. */
    static final String PREFIX = "@";

    private final ImmutableMap<String, CelType> variables;
    private final ImmutableMap<String, CelType> objects;

    Types(Scope scope) {
        var variables = new LinkedHashMap<String, CelType>();
        scope.variables().forEach((name, type) -> variables.put(name, Kinds.of(type, PREFIX + name)));
        this.variables = ImmutableMap.copyOf(variables);
        var objects = new LinkedHashMap<String, CelType>();
        variables.values().forEach(type -> collect(type, objects));
        this.objects = ImmutableMap.copyOf(objects);
    }

    private static void collect(CelType type, Map<String, CelType> objects) {
        if (type instanceof ListType list) {
            collect(list.elemType(), objects);
        }
        if (type instanceof StructType object) {
            objects.put(object.name(), object);
            object.fields().forEach(field -> collect(field.type(), objects));
        }
    }

    Map<String, CelType> variables() {
        return variables;
    }

    @Override
    public ImmutableCollection<CelType> types() {
        return objects.values();
    }

    @Override
    public Optional<CelType> findType(String name) {
        return Optional.ofNullable(objects.get(name));
    }
}
