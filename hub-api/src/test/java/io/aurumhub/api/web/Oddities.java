package io.aurumhub.api.web;

import java.util.LinkedHashMap;
import java.util.Map;

/** What people, programs and attackers put in the place of an ordinary value. */
final class Oddities {

    private static final int MEGABYTE = 1_000_000;

    private Oddities() {}

    /** Text that no request may hold, percent-encoded; each must be refused wherever it stands. */
    static Map<String, String> unreadable() {
        var odd = new LinkedHashMap<String, String>();
        odd.put("NUL", "a%00b");
        odd.put("only NUL", "%00");
        odd.put("half a surrogate pair", "a%ED%A0%80b");
        odd.put("overlong slash", "a%C0%AFb");
        odd.put("overlong NUL", "%C0%80");
        odd.put("cut UTF-8", "%C3");
        odd.put("no UTF-8", "%FF%FE");
        odd.put("half an escape", "%4");
        odd.put("no escape", "%zz");
        odd.put("a megabyte", "x".repeat(MEGABYTE));
        return odd;
    }

    /** Text that is readable, and seldom what is wanted. */
    static Map<String, String> strange() {
        var odd = new LinkedHashMap<String, String>();
        odd.put("empty", "");
        odd.put("blank", "%20");
        odd.put("word", "wrong");
        odd.put("null", "null");
        odd.put("list", "%5B%5D");
        odd.put("object", "%7B%7D");
        odd.put("SQL", "%27%3B%20select%201%20--");
        odd.put("percent", "%25");
        odd.put("line", "%0D%0A");
        odd.put("long", "x".repeat(3_000));
        odd.put("smallest number", "-9223372036854775808");
        odd.put("largest number", "9223372036854775807");
        odd.put("largest int", "2147483647");
        odd.put("larger number", "9223372036854775808");
        odd.put("huge number", "1e1000000");
        odd.put("no number", "NaN");
        odd.put("zero", "0");
        odd.put("first time", "-999999999-01-01T00:00:00Z");
        odd.put("last time", "%2B999999999-12-31T23:59:59.999999999Z");
        odd.put("early time", "-4713-01-01T00:00:00Z");
        odd.put("late time", "%2B294277-01-01T00:00:00Z");
        odd.put("flag", "true");
        odd.put("no id", "00000000-0000-0000-0000-000000000000");
        return odd;
    }

    /** JSON values, each of which is wrong for any property that is not of free form, or too much for any. */
    static Map<String, String> unreadableJson() {
        var odd = new LinkedHashMap<String, String>();
        odd.put("NUL", "\"a\\u0000b\"");
        odd.put("only NUL", "\"\\u0000\"");
        odd.put("first half of a surrogate pair", "\"a\\ud800\"");
        odd.put("second half of a surrogate pair", "\"\\udc00a\"");
        odd.put("swapped surrogates", "\"\\udc00\\ud800\"");
        odd.put("NUL in a list", "[\"a\\u0000\"]");
        odd.put("NUL in a name", "{\"a\\u0000\": 1}");
        odd.put("object of the unknown", "{\"noSuchProperty\": {\"a\": \"\\u0000\"}}");
        odd.put("huge number", "1e1000000");
        odd.put("tiny number", "1e-1000000");
        odd.put("long number", "9".repeat(2_000));
        odd.put("deep", "[".repeat(2_000) + "]".repeat(2_000));
        odd.put("broken", "\"");
        return odd;
    }

    /** JSON values that some properties take. */
    static Map<String, String> strangeJson() {
        var odd = new LinkedHashMap<String, String>();
        odd.put("null", "null");
        odd.put("number", "7");
        odd.put("negative", "-1");
        odd.put("larger number", "9223372036854775808");
        odd.put("fraction", "0.5");
        odd.put("flag", "true");
        odd.put("empty", "\"\"");
        odd.put("blank", "\" \"");
        odd.put("word", "\"wrong\"");
        odd.put("SQL", "\"'; select 1 --\"");
        odd.put("long", "\"" + "x".repeat(3_000) + "\"");
        odd.put("a megabyte", "\"" + "x".repeat(MEGABYTE) + "\"");
        odd.put("list", "[]");
        odd.put("list of null", "[null]");
        odd.put("list of numbers", "[1, 2]");
        odd.put("object", "{}");
        odd.put("object of null", "{\"a\": null}");
        odd.put("list of empty objects", "[{}]");
        odd.put("first time", "\"-999999999-01-01T00:00:00Z\"");
        odd.put("last time", "\"+999999999-12-31T23:59:59.999999999Z\"");
        odd.put("early time", "\"-4713-01-01T00:00:00Z\"");
        odd.put("late time", "\"+294277-01-01T00:00:00Z\"");
        odd.put("time in a number", "1e12");
        odd.put("no id", "\"00000000-0000-0000-0000-000000000000\"");
        return odd;
    }

    /** Bodies that are no object at all. */
    static Map<String, String> bodies() {
        var odd = new LinkedHashMap<String, String>();
        odd.put("nothing", "");
        odd.put("blank", " \n ");
        odd.put("null", "null");
        odd.put("list", "[]");
        odd.put("text", "\"text\"");
        odd.put("number", "1");
        odd.put("flag", "true");
        odd.put("cut", "{");
        odd.put("two", "{} {}");
        odd.put("twice the same", "{\"reason\": \"a\", \"reason\": \"b\"}");
        odd.put("unknown", "{\"noSuchProperty\": 1}");
        odd.put("unknown with NUL", "{\"a\\u0000b\": 1}");
        odd.put("deep", "{\"a\":".repeat(2_000) + "1" + "}".repeat(2_000));
        odd.put("deep list", "[".repeat(100_000));
        odd.put("too large", "{\"reason\": \"" + "x".repeat(6 * MEGABYTE) + "\"}");
        odd.put("words", "not json at all");
        return odd;
    }
}
