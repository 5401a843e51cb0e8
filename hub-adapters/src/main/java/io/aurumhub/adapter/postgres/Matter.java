package io.aurumhub.adapter.postgres;

import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What can wait for a person: how one and many are called, where they are listed for programs and for people, and how
 * they are counted. One more matter is one more line here; status, health and pages follow.
 *
 * <p>Each count gives rows of system, entity, {@code here} (how many concern them) and {@code once} (the same, but what
 * concerns several systems only in one of its rows). It must be answered by an index, since the status is asked often.
 */
enum Matter {
    /** A system said no, or the hub would have to write what is wrong there. */
    REFUSED(
            "refused delivery",
            "refused deliveries",
            "/api/v1/deliveries?state=refused",
            "/deliveries?state=refused",
            "select system, entity, count(*) as here, count(*) as once from hub_read.crosswalk where "
                    + DeliveryState.REFUSED.clause() + " group by 1, 2"),
    /** Conflicts that no rule decides. */
    OPEN("open conflict", "open conflicts", "/api/v1/conflicts?state=open", "/conflicts?state=open", """
        select s.system, c.entity, count(*) as here, sum(s.once) as once from hub_read.conflict c
        cross join lateral (select c.loser_system, 1 union all
            select c.winner_system, 0 where c.winner_system <> c.loser_system) s (system, once)
        where c.state = 'open' group by 1, 2\
        """),
    /** Changes that could not be understood, or are not valid. */
    QUARANTINED(
            "change in quarantine",
            "changes in quarantine",
            "/api/v1/quarantine?state=open&waiting=false",
            "/quarantine?waiting=false",
            "select system, entity, count(*) as here, count(*) as once from hub_ops.quarantine"
                    + " where state = 'open' and kind not in ('waiting', 'match') group by 1, 2"),
    /** Local records whose match keys do not tell which golden record they are. */
    AMBIGUOUS(
            "open match",
            "open matches",
            "/api/v1/matches?state=open",
            "/api/v1/matches?state=open",
            "select system, entity, count(*) as here, count(*) as once from hub_ops.quarantine"
                    + " where state = 'open' and kind = '" + MatchRows.KIND + "' group by 1, 2"),
    /** Changes that wait for a record that should have come by now. */
    OVERDUE(
            "overdue change",
            "overdue changes",
            "/api/v1/quarantine?state=open&overdue=true",
            "/quarantine?overdue=true",
            "select system, entity, count(*) as here, count(*) as once from hub_ops.quarantine where "
                    + Overdue.CONDITION + " group by 1, 2"),
    /** Deletes that are too many to be believed. */
    HELD("held delete", "held deletes", "/api/v1/deletes/held", "/#held", """
        select s.system, s.entity, sum(h.vanished) as here, sum(h.vanished) as once from hub_ops.held_deletes h
        left join jsonb_to_recordset(cast(:syncs as jsonb)) as s (sync text, system text, entity text) using (sync)
        where h.approved is null group by 1, 2\
        """);

    /** All of them at once; with the parameters of {@link Overdue} and {@code syncs}. */
    static final String COUNT = Arrays.stream(values())
            .map(matter -> "select '" + matter.name() + "' as matter, counted.* from (" + matter.count + ") counted")
            .collect(Collectors.joining(" union all "));

    private final String one;
    private final String many;
    private final String path;
    private final String page;
    private final String count;

    Matter(String one, String many, String path, String page, String count) {
        this.one = one;
        this.many = many;
        this.path = path;
        this.page = page;
        this.count = count;
    }

    /** For a system, an entity of it, or, if neither is given, for the whole hub. */
    StatusView.ToDo toDo(long number, @Nullable String system, @Nullable String entity) {
        return new StatusView.ToDo(
                name().toLowerCase(Locale.ROOT),
                number,
                String.format(Locale.ROOT, "%,d %s", number, number == 1 ? one : many),
                narrowed(path, system, entity),
                narrowed(page, system, entity));
    }

    private static String narrowed(String path, @Nullable String system, @Nullable String entity) {
        if (path.contains("#")) {
            return path;
        }
        var narrowed = new StringBuilder(path);
        append(narrowed, "system", system);
        append(narrowed, "entity", entity);
        return narrowed.toString();
    }

    private static void append(StringBuilder path, String name, @Nullable String value) {
        if (value != null) {
            path.append(path.indexOf("?") < 0 ? '?' : '&')
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }
}
