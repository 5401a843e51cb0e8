package io.aurumhub.adapter.cel;

import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.types.TypeParamType;
import io.aurumhub.core.expression.ExpressionType;
import io.aurumhub.core.expression.ExpressionType.Plain;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The types of values, as the type checker and as users name them. */
final class Kinds {

    static final CelType TEXT = SimpleType.STRING;
    static final CelType NUMBER = OpaqueType.create("number");
    static final CelType FLAG = SimpleType.BOOL;
    static final CelType TIMESTAMP = SimpleType.TIMESTAMP;
    static final CelType ANY = SimpleType.DYN;
    static final CelType A = TypeParamType.create("A");
    static final CelType LIST_OF_A = ListType.create(A);

    private Kinds() {}

    /** @param name of the type, should it be an object */
    static CelType of(ExpressionType type, String name) {
        return switch (type) {
            case Plain plain ->
                switch (plain) {
                    case TEXT -> TEXT;
                    case NUMBER -> NUMBER;
                    case FLAG -> FLAG;
                    case TIMESTAMP -> TIMESTAMP;
                    case ANY -> ANY;
                };
            case ExpressionType.ListOf(ExpressionType element) -> ListType.create(of(element, name));
            case ExpressionType.Fields fields -> object(fields, name);
        };
    }

    @SuppressWarnings("Immutable") // a record of unmodifiable maps
    private static StructType object(ExpressionType.Fields fields, String name) {
        return StructType.create(
                name,
                ImmutableSet.copyOf(fields.fields().keySet()),
                field -> Optional.ofNullable(fields.fields().get(field)).map(type -> of(type, name + "." + field)));
    }

    /** Whether the type checker lets the one pass for the other; dynamic values are checked when they are there. */
    static boolean mayFit(CelType found, ExpressionType needed) {
        return switch (found.kind()) {
            case DYN, ANY, ERROR, TYPE_PARAM, NULL_TYPE -> true;
            case STRING -> needed == Plain.TEXT || needed == Plain.ANY;
            case BOOL -> needed == Plain.FLAG || needed == Plain.ANY;
            case TIMESTAMP -> needed == Plain.TIMESTAMP || needed == Plain.ANY;
            case OPAQUE -> needed == Plain.NUMBER || needed == Plain.ANY;
            case LIST ->
                needed == Plain.ANY
                        || (needed instanceof ExpressionType.ListOf(ExpressionType element)
                                && mayFit(((ListType) found).elemType(), element));
            case MAP ->
                needed == Plain.ANY || (needed instanceof ExpressionType.Fields && keysAreText((MapType) found));
            case STRUCT -> needed == Plain.ANY || needed instanceof ExpressionType.Fields;
            default -> false;
        };
    }

    private static boolean keysAreText(MapType map) {
        return switch (map.keyType().kind()) {
            case STRING, DYN, TYPE_PARAM -> true;
            default -> false;
        };
    }

    /** How to come from the one to the other; empty if there is no telling. */
    static String hint(CelType found, ExpressionType needed) {
        return switch (needed) {
            case Plain.TEXT ->
                switch (found.kind()) {
                    case TIMESTAMP -> "formatDate(..., 'yyyy-MM-dd') makes text of a timestamp";
                    case LIST -> "join(..., ', ') makes text of a list";
                    case OPAQUE, BOOL -> "toText(...) makes text of it";
                    default -> "";
                };
            case Plain.NUMBER -> found.kind() == CelKind.STRING ? "toNumber(...) makes a number of text" : "";
            case Plain.TIMESTAMP -> found.kind() == CelKind.STRING ? "toDateTime(...) makes a timestamp of text" : "";
            case Plain.FLAG -> "a condition compares, as in x != null or x > 0";
            case ExpressionType.ListOf ignored -> found.kind() == CelKind.STRING ? "split(..., ',') makes a list" : "";
            default -> "";
        };
    }

    static boolean fits(Object value, Plain type) {
        return switch (type) {
            case TEXT -> value instanceof String;
            case NUMBER -> value instanceof Value.Decimal;
            case FLAG -> value instanceof Boolean;
            case TIMESTAMP -> value instanceof Instant;
            case ANY -> true;
        };
    }

    static boolean fits(Object value, CelType parameter) {
        return switch (parameter.kind()) {
            case STRING -> value instanceof String;
            case OPAQUE -> value instanceof Value.Decimal;
            case BOOL -> value instanceof Boolean;
            case INT -> value instanceof Long;
            case TIMESTAMP -> value instanceof Instant;
            case LIST -> value instanceof List;
            case MAP, STRUCT -> value instanceof Map || value instanceof Fields;
            default -> true;
        };
    }

    /** What a value is, in the words of the type checker. */
    static String of(Object value) {
        return switch (value) {
            case String ignored -> "string";
            case Value.Text ignored -> "string";
            case Value.Decimal ignored -> "number";
            case Boolean ignored -> "bool";
            case Value.Flag ignored -> "bool";
            case Instant ignored -> "timestamp";
            case List<?> ignored -> "list";
            case Value.Items ignored -> "list";
            case Map<?, ?> ignored -> "map";
            case Fields ignored -> "map";
            case Value.Nested ignored -> "map";
            default -> Nil.is(value) ? "null" : value.getClass().getSimpleName();
        };
    }
}
