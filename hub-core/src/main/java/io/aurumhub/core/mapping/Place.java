package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.Disclosure;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.shared.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where one golden field lies in the records of a system, and in which form: at one path, or at several. */
sealed interface Place permits SinglePlace, MoneyPlace, ObjectPlace {

    Access access();

    /** The golden field; {@code a.b} is field b inside the field a. */
    default String golden() {
        return access().golden();
    }

    /** The local paths that are read or written. */
    List<LocalPath> paths();

    /** The local paths at which free-form JSON is read or written. */
    default Stream<String> documents() {
        return switch (this) {
            case SinglePlace(var _, LocalPath path, JsonForm _) -> Stream.of(path.text());
            case SinglePlace _, MoneyPlace _ -> Stream.empty();
            case ObjectPlace object -> object.inner().values().stream().flatMap(Place::documents);
        };
    }

    /** The canonical golden value; null if it is absent, or if there is a problem, which is added. */
    @Nullable
    Value read(Map<String, Value> record, List<Mapped.Problem> problems);

    /** Puts the local values of a golden one at their paths; adds a problem for what has no local form. */
    void write(Value golden, Map<String, Value> byPath, List<Mapped.Problem> problems);

    /** Whether to write the golden value into the record would change nothing that the system's form has room for. */
    boolean holds(Map<String, Value> record, Value golden);

    static Place of(FieldDefinition field, FieldMap map, @Nullable KeyedHash hash) {
        return of(field.name(), field, map, hash);
    }

    private static Place of(String name, FieldDefinition field, FieldMap map, @Nullable KeyedHash hash) {
        var path = LocalPath.of(map.local());
        var disclosure = map.flow().disclosure();
        boolean written = map.flow().direction().out() && (!field.sensitive() || disclosure != null);
        var access = new Access(name, written, field.holdsSensitive());
        if (field.type() == FieldType.OBJECT) {
            var inner = new LinkedHashMap<String, Place>();
            field.shape().fields().forEach((inside, definition) -> {
                var part = FieldMap.named(inside, map.local() + "." + inside).with(map.flow());
                inner.put(inside, of(name + "." + inside, definition, part, hash));
            });
            return new ObjectPlace(access, path, inner);
        }
        if (disclosure != null && !disclosure.readable()) {
            return new SinglePlace(access, path, new DisclosedForm(disclosure, hash));
        }
        var form = Form.of(field, map);
        if (!(form instanceof MoneyForm money)) {
            return new SinglePlace(access, path, form);
        }
        if (map.currency() != null) {
            return new MoneyPlace(access, path, LocalPath.of(map.currency()), money);
        }
        return money.currency() != null
                ? new MoneyPlace(access, path, null, money)
                : new MoneyPlace(access, path.then(MoneyForm.AMOUNT), path.then(MoneyForm.CURRENCY), money);
    }

    /**
     * Whose field it is, and who may see it.
     *
     * @param golden the golden field
     * @param written false: it is read only
     * @param hidden its values do not belong into messages
     */
    record Access(String golden, boolean written, boolean hidden) {

        /** @param value null if it could not be reached */
        Mapped.Problem problem(LocalPath path, @Nullable Value value, Misfit misfit) {
            return problem(path.text(), value, misfit);
        }

        Mapped.Problem problem(String path, @Nullable Value value, Misfit misfit) {
            return new Mapped.Problem(golden, path, shown(value), misfit.expected(hidden)).lacking(misfit.unmapped());
        }

        private String shown(@Nullable Value value) {
            if (value == null) {
                return "";
            }
            return hidden ? Disclosure.MASKED : MappedField.excerpt(value);
        }
    }
}
