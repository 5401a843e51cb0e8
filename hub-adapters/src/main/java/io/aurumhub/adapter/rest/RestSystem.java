package io.aurumhub.adapter.rest;

import io.aurumhub.core.connector.ConnectionCheck;
import io.aurumhub.core.connector.Finding;
import io.aurumhub.core.connector.Finding.Place;
import io.aurumhub.core.connector.Guard;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Page;
import io.aurumhub.core.connector.Permit;
import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.connector.SystemWriter;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.shared.Value;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A system with a JSON API over HTTP.
 *
 * <pre>{@code
 * connector:
 *   type: rest
 *   baseUrl: https://shop.example/api       # http or https, no user or password in it
 *   auth: { bearer: "${TOKEN}" }            # or { basic: { user, password } } or { header: X-Key, value: ... }
 *   timeout: 10s                            # to connect, and again to answer
 *   maxConcurrent: 8                        # requests at a time
 *
 * resource:
 *   path: /customers                        # the list; one record is at /customers/{id}; POST there creates
 *   key: id                                 # all field names may be paths: meta.id
 *   changed: updated_at                     # ISO 8601, seconds or milliseconds since 1970, or a growing number
 *   since: updated_since                    # query parameter: records changed at or after (not only after) a time
 *   version: version                        # optional: a field that differs for each state
 *   etag: '"{version}"'                     # optional: how the ETag is built from it
 *   softDelete: deleted_at                  # optional: a record with a value (other than false or 0) here is deleted
 *   externalId: external_id                 # optional: where the golden record's id is kept
 *   items: data                             # where the array is in the list's answer; without: the answer is the array
 *   paging: { cursor: next, parameter: cursor, size: limit }   # or { page: page, size: per_page, first: 1 }
 *                                           # or { offset: offset, limit: limit } or { link: true, size: per_page };
 *                                           # max: 100 is the API's largest size; without paging: one page
 *   parameters: { include_deleted: true }   # sent with each list request
 *   update: patch                           # or put: read, change, put the whole record back
 *   patchType: application/merge-patch+json # the content type of a patch; see PatchTypes where nothing of it is taken
 * }</pre>
 *
 * <p><b>What is promised of reads.</b> Numbered pages may move while the system is edited; overlapping windows notice
 * that and nothing is skipped. Lists with cursors or links are as complete as the API makes them. Changes while pages
 * were turned are asked for again before a read is called finished; the watermark never passes the moment a read of
 * several pages began (by the {@code Date} of the system's answers), in whatever order the list comes. A
 * {@code changed} that is not a time but a sequence must be listed in its order.
 *
 * <p><b>Versions.</b> {@link LocalRecord#version} is the field {@code version}, so it is the same from a list and from
 * a single answer. ETags are not shown as versions, since lists have none; they are read and used within each write.
 *
 * <p><b>Guards.</b> See {@link GuardedWrite}: with ETags no edit is overwritten; without them a window of one round
 * trip remains, is measured and shown. An API that shows ETags must honour {@code If-Match}.
 */
public final class RestSystem implements SystemReader, SystemWriter, ConnectionCheck {

    private final Http http;
    private final Reads reads;
    private final Writes writes;
    private final ApiCheck check;
    private final ConcurrentMap<Resource, RestResource> resources = new ConcurrentHashMap<>();

    private RestSystem(RestSettings settings) {
        this.http = new Http(settings, Clock.systemUTC());
        var way = new Way(http);
        this.reads = new Reads(way, Clock.systemUTC());
        this.writes = new Writes(way, reads);
        this.check = new ApiCheck(http, Clock.systemUTC());
    }

    /**
     * Checks the settings; does not connect yet.
     *
     * @throws IllegalArgumentException naming the setting that is missing or wrong, never its value
     */
    public static RestSystem open(SystemDefinition system) {
        return new RestSystem(RestSettings.of(system));
    }

    /** What is wrong with the settings of the system, as far as can be told without connecting. */
    public static List<Finding> mistakes(SystemDefinition system) {
        return mistakes("systems." + system.id() + ".connector", Place.Connector::new, () -> RestSettings.of(system));
    }

    /** What is wrong with the settings of a resource, as far as can be told without connecting. */
    public static List<Finding> mistakes(Resource resource) {
        return mistakes("syncs." + resource.sync() + ".resource", Place.Settings::new, () -> RestResource.of(resource));
    }

    private static List<Finding> mistakes(String place, Function<String, Place> at, Runnable attempt) {
        try {
            attempt.run();
            return List.of();
        } catch (WrongSetting e) {
            var setting = e.place().equals(place) ? "" : e.place().substring(place.length() + 1);
            return List.of(Finding.mistake(at.apply(setting), e.complaint(), "see /docs/rest of the hub"));
        } catch (IllegalArgumentException e) {
            return List.of(Finding.mistake(at.apply(""), String.valueOf(e.getMessage()), "see /docs/rest of the hub"));
        }
    }

    @Override
    public List<Finding> connection() {
        return check.connection();
    }

    @Override
    public List<Finding> resource(Resource resource) {
        return check.resource(known(resource), resource.fields());
    }

    /**
     * A record as the system shows it elsewhere, such as in a webhook, in the same form as in its answers.
     *
     * @return the record; empty if the fields hold no key
     * @throws IllegalArgumentException naming a setting of the resource that is wrong
     */
    public static Optional<LocalRecord> shown(Resource resource, Map<String, Value> fields) {
        var form = RestResource.of(resource);
        return form.id(fields).map(id -> form.record(id, fields));
    }

    /**
     * Checks the settings of a resource, as each use of it does.
     *
     * @throws IllegalArgumentException naming the setting that is missing or wrong
     */
    public void check(Resource resource) {
        known(resource);
    }

    private RestResource known(Resource resource) {
        return resources.computeIfAbsent(resource, RestResource::of);
    }

    @Override
    public Page read(Resource resource, @Nullable Pointer pointer, Duration lookBack, int pageSize) {
        return reads.page(known(resource), pointer, lookBack, pageSize);
    }

    @Override
    public Map<String, LocalRecord> fetch(Resource resource, Collection<String> localIds) {
        return reads.fetch(known(resource), localIds);
    }

    @Override
    public Set<String> keys(Resource resource) {
        return reads.keys(known(resource));
    }

    @Override
    public List<LocalRecord> find(Resource resource, Map<String, Value> fields) {
        return reads.find(known(resource), fields);
    }

    @Override
    public List<WriteOutcome> write(Resource resource, List<Write> items) {
        return writes.write(known(resource), items, Permit.ALWAYS);
    }

    @Override
    public List<WriteOutcome> write(Resource resource, List<Write> items, Permit permit) {
        return writes.write(known(resource), items, permit);
    }

    @Override
    public boolean writesOneByOne() {
        return true;
    }

    @Override
    public Guard guard(Resource resource) {
        return writes.guard(known(resource));
    }

    @Override
    public Optional<String> advice(Resource resource) {
        return writes.advice(known(resource));
    }

    @Override
    public void close() {
        http.close();
    }
}
