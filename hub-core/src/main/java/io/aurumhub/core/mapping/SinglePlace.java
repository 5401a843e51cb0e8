package io.aurumhub.core.mapping;

import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One value at one path. */
record SinglePlace(Access access, LocalPath path, Form form) implements Place {

    @Override
    public List<LocalPath> paths() {
        return List.of(path);
    }

    @Override
    public @Nullable Value read(Map<String, Value> record, List<Mapped.Problem> problems) {
        Value value = null;
        try {
            value = path.at(record);
            return value == null || value.isNothing() ? value : form.read(value);
        } catch (Misfit misfit) {
            problems.add(access.problem(path, value, misfit));
            return null;
        }
    }

    @Override
    public void write(Value golden, Map<String, Value> byPath, List<Mapped.Problem> problems) {
        if (!access.written()) {
            return;
        }
        try {
            byPath.put(path.text(), golden.isNothing() ? golden : form.write(golden));
        } catch (Misfit misfit) {
            problems.add(access.problem(path, golden, misfit));
        }
    }

    @Override
    public boolean holds(Map<String, Value> record, Value golden) {
        if (!access.written()) {
            return true;
        }
        try {
            var now = read(path.atOrNothing(record));
            return now.equals(golden.isNothing() ? golden : read(form.write(golden)));
        } catch (Misfit misfit) {
            return false;
        }
    }

    private Value read(Value local) {
        return local.isNothing() ? local : form.read(local);
    }
}
