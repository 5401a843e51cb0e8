package io.aurumhub.core.shared;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Shows a value as JSON (RFC 8259) on one line, as messages and texts have it. */
final class JsonText {

    private static final int FIRST_PRINTABLE = 0x20;

    private final StringBuilder text = new StringBuilder();

    private JsonText() {}

    static String of(Value value) {
        var json = new JsonText();
        json.add(value);
        return json.text.toString();
    }

    private void add(Value value) {
        switch (value) {
            case Value.Nothing ignored -> text.append("null");
            case Value.Text(String characters) -> quoted(characters);
            case Value.Decimal number -> text.append(number);
            case Value.Flag(boolean flag) -> text.append(flag);
            case Value.Items(List<Value> items) -> {
                text.append('[');
                for (Iterator<Value> each = items.iterator(); each.hasNext(); ) {
                    add(each.next());
                    text.append(each.hasNext() ? "," : "");
                }
                text.append(']');
            }
            case Value.Nested(Map<String, Value> fields) -> {
                text.append('{');
                for (var each = fields.entrySet().iterator(); each.hasNext(); ) {
                    var field = each.next();
                    quoted(field.getKey());
                    text.append(':');
                    add(field.getValue());
                    text.append(each.hasNext() ? "," : "");
                }
                text.append('}');
            }
        }
    }

    private void quoted(String characters) {
        text.append('"');
        for (int i = 0; i < characters.length(); i++) {
            char one = characters.charAt(i);
            switch (one) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (one < FIRST_PRINTABLE) {
                        text.append("\\u00").append(one < 0x10 ? "0" : "").append(Integer.toHexString(one));
                    } else {
                        text.append(one);
                    }
                }
            }
        }
        text.append('"');
    }
}
