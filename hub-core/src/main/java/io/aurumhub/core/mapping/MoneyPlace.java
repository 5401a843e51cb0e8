package io.aurumhub.core.mapping;

import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An amount at one path and its currency at another. Where there is no amount, there is no money, whatever the currency
 * is; so the currency stays when the amount is cleared.
 *
 * @param code null: the system keeps no currency
 */
record MoneyPlace(Access access, LocalPath amount, @Nullable LocalPath code, MoneyForm form) implements Place {

    @Override
    public List<LocalPath> paths() {
        return code == null ? List.of(amount) : List.of(amount, code);
    }

    @Override
    public @Nullable Value read(Map<String, Value> record, List<Mapped.Problem> problems) {
        Value number = null;
        try {
            number = amount.at(record);
            if (number == null || number.isNothing()) {
                return number;
            }
            return form.read(number, code == null ? null : code.at(record));
        } catch (Misfit misfit) {
            problems.add(access.problem(amount, number, misfit));
            return null;
        }
    }

    @Override
    public void write(Value golden, Map<String, Value> byPath, List<Mapped.Problem> problems) {
        if (!access.written()) {
            return;
        }
        if (golden.isNothing()) {
            byPath.put(amount.text(), golden);
            return;
        }
        try {
            byPath.put(amount.text(), form.amount(golden));
            if (code != null) {
                byPath.put(code.text(), form.currency(golden));
            }
        } catch (Misfit misfit) {
            problems.add(access.problem(amount, golden, misfit));
        }
    }

    @Override
    public boolean holds(Map<String, Value> record, Value golden) {
        var problems = new ArrayList<Mapped.Problem>(0);
        var now = read(record, problems);
        return !access.written() || (problems.isEmpty() && golden.equals(now == null ? Value.nothing() : now));
    }
}
