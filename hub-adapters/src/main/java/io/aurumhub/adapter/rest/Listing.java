package io.aurumhub.adapter.rest;

import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.shared.Value;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One answer of a list.
 *
 * @param next cursor of the next page; for links, its path with the query
 */
record Listing(Answer answer, List<Value> items, @Nullable String next) {

    private static final Pattern LINK = Pattern.compile("<([^>]*)>([^<]*)");
    private static final Pattern NEXT =
            Pattern.compile("(?i);\\s*rel\\s*=\\s*(\"([^\"]*\\s)?next(\\s[^\"]*)?\"|next\\b)");

    /** A list to ask for: a resource, narrowed by query parameters. */
    record Source(Way way, RestResource at, Map<String, String> filter) {

        Source since(@Nullable Value from) {
            if (from == null || at.since() == null) {
                return this;
            }
            var more = new LinkedHashMap<>(filter);
            more.put(at.since(), from.toString());
            return new Source(way, at, more);
        }

        /** Asks for one page of a list that is walked by cursors or links, or has no pages. */
        Listing chained(@Nullable String cursor, int wanted) {
            return switch (at.paging()) {
                case Paging.Whole ignored -> {
                    var answer = way.http().get(uri(Map.of()));
                    yield new Listing(answer, items(way, at, answer), null);
                }
                case Paging.Cursor paging -> {
                    var parameters = sized(paging.size(), Math.min(wanted, paging.largest()));
                    if (cursor != null) {
                        parameters.put(paging.parameter(), cursor);
                    }
                    var answer = way.http().get(uri(parameters));
                    yield new Listing(answer, items(way, at, answer), cursorIn(answer, paging.field(), cursor));
                }
                case Paging.Link paging -> {
                    var first = uri(sized(paging.size(), Math.min(wanted, paging.largest())));
                    var uri =
                            cursor == null ? first : onSameServer(first, cursor).orElse(first);
                    var answer = way.http().get(uri);
                    yield new Listing(answer, items(way, at, answer), linkIn(answer, uri));
                }
                case Paging.Numbered ignored -> throw new IllegalStateException("numbered lists have windows");
            };
        }

        /** Whether the list is there: asked for one record of it, or for all of it where it has no pages. */
        boolean answers() {
            var parameters = switch (at.paging()) {
                case Paging.Whole _ -> Map.<String, String>of();
                case Paging.Cursor paging -> sized(paging.size(), 1);
                case Paging.Link paging -> sized(paging.size(), 1);
                case Paging.Numbered paging -> paging.parameters(new Paging.Window(0, 1));
            };
            try {
                var answer = way.http().get(uri(parameters));
                boolean mayNotBeListed =
                        Set.of(400, 401, 403, 405).contains(answer.status()) && !answer.mayBeOfTheWay();
                if (mayNotBeListed || answer.status() != 200) {
                    return mayNotBeListed;
                }
                way.checkType(at, answer);
                return array(at, answer).isPresent();
            } catch (TransientFault silent) {
                return false;
            }
        }

        Listing window(Paging.Numbered paging, Paging.Window window) {
            var answer = way.http().get(uri(paging.parameters(window)));
            return new Listing(answer, items(way, at, answer), null);
        }

        private URI uri(Map<String, String> more) {
            var parameters = new LinkedHashMap<>(filter);
            parameters.putAll(more);
            return at.list(way.http().baseUrl(), parameters);
        }

        private static Map<String, String> sized(@Nullable String parameter, int size) {
            var parameters = new LinkedHashMap<String, String>();
            if (parameter != null) {
                parameters.put(parameter, Integer.toString(size));
            }
            return parameters;
        }
    }

    /** A list that cannot be found in the answer must never be taken for an empty one: that would look like deletes. */
    private static List<Value> items(Way way, RestResource at, Answer answer) {
        if (answer.status() != 200) {
            throw answer.fault();
        }
        if (answer.json().isEmpty()) {
            throw answer.notOfKind("the body is not JSON within the limits");
        }
        way.checkType(at, answer);
        return array(at, answer)
                .orElseThrow(() -> answer.senseless(
                        "there is no array " + (at.items() == null ? "in the body" : "at " + at.items()) + "; see "
                                + at.place() + ".items"));
    }

    private static Optional<List<Value>> array(RestResource at, Answer answer) {
        var body = answer.json().orElse(Value.nothing());
        var array = at.items() == null
                ? body
                : body instanceof Value.Nested(Map<String, Value> fields) ? Json.at(fields, at.items()) : null;
        return array instanceof Value.Items(List<Value> items) ? Optional.of(items) : Optional.empty();
    }

    private static @Nullable String cursorIn(Answer answer, String field, @Nullable String before) {
        var body = answer.json().orElse(Value.nothing());
        var value = body instanceof Value.Nested(Map<String, Value> fields) ? Json.at(fields, field) : null;
        if (value == null
                || value.isNothing()
                || value instanceof Value.Flag
                || value.toString().isEmpty()) {
            return null;
        }
        var cursor = value.toString();
        if (Objects.equals(cursor, before)) {
            throw answer.senseless("its next cursor is the one it was asked with");
        }
        return cursor;
    }

    private static @Nullable String linkIn(Answer answer, URI asked) {
        for (var header : answer.headers().allValues("Link")) {
            var links = LINK.matcher(header);
            while (links.find()) {
                if (NEXT.matcher(links.group(2)).find()) {
                    return next(answer, asked, links.group(1));
                }
            }
        }
        return null;
    }

    private static String next(Answer answer, URI asked, String link) {
        var uri = onSameServer(asked, link)
                .orElseThrow(() -> answer.senseless("its next page is on another server, which will not be asked"));
        if (uri.equals(asked)) {
            throw answer.senseless("its next page is the page itself");
        }
        return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }

    /** Credentials must not travel to another server, whatever an answer or an edited pointer says. */
    private static Optional<URI> onSameServer(URI base, String link) {
        try {
            var uri = base.resolve(link.strip());
            boolean same = Objects.equals(uri.getScheme(), base.getScheme())
                    && Objects.equals(uri.getRawAuthority(), base.getRawAuthority());
            return same ? Optional.of(uri) : Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new PermanentFault("The link to the next page is not a URL", e);
        }
    }
}
