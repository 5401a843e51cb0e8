package io.aurumhub.adapter.yaml;

import io.aurumhub.adapter.yaml.InvalidHubFile.Problem;
import io.aurumhub.core.connector.Finding;
import io.aurumhub.core.connector.Finding.Place;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.shared.SystemId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a look at the definitions found, each list in the order of the files and lines. */
public final class Review {

    private final Reading reading;
    private final boolean readable;
    private final HubFile.Drafts drafts;

    Review(Reading reading, boolean readable, HubFile.Drafts drafts) {
        this.reading = reading;
        this.readable = readable;
        this.drafts = drafts;
    }

    /** The hub does not start with them. */
    public List<Problem> mistakes() {
        return reading.problems();
    }

    /** The hub does not start either where these are not set. */
    public List<Problem> warnings() {
        return reading.warnings();
    }

    /** False: a file, or the folder, could not be read, which the mistakes name. */
    public boolean readable() {
        return readable;
    }

    /** The systems that could be read whole, so that they can be connected. */
    public List<SystemDefinition> systems() {
        return drafts.systems().values().stream()
                .filter(SystemBlocks.Draft::complete)
                .map(SystemBlocks.Draft::definition)
                .toList();
    }

    /** The resources of a system that could be read whole. */
    public List<Resource> resources(SystemId system) {
        return drafts.syncs().values().stream()
                .flatMap(sync -> Stream.ofNullable(sync.tried()))
                .filter(tried -> tried.system().equals(system.value()))
                .map(ConnectorProblems.Tried::resource)
                .toList();
    }

    /** A finding about a system, at its place in the files. */
    public List<Problem> at(SystemId system, Finding finding) {
        var path = "systems." + system;
        return List.of(
                finding.at() instanceof Place.Connector(String setting)
                        ? problem(path + ".connector", setting, finding)
                        : problem(path, "", finding));
    }

    /** A finding about a resource, at its place in the files; of a field that several maps use, at each. */
    public List<Problem> at(SystemId system, Resource resource, Finding finding) {
        var path = "syncs." + resource.sync();
        return switch (finding.at()) {
            case Place.Connector ignored -> at(system, finding);
            case Place.Settings(String setting) -> List.of(problem(path + ".resource", setting, finding));
            case Place.Field(String local) -> {
                var places = drafts.syncs().values().stream()
                        .flatMap(sync -> Stream.ofNullable(sync.tried()))
                        .filter(tried -> tried.resource().equals(resource))
                        .map(ConnectorProblems.Tried::places)
                        .findFirst()
                        .orElse(Map.of());
                yield places.getOrDefault(local, List.of(path + ".fields")).stream()
                        .map(place -> problem(place, "", finding))
                        .toList();
            }
        };
    }

    private Problem problem(String block, String setting, Finding finding) {
        return reading.at(
                setting.isEmpty() ? block : block + "." + setting,
                finding.wrong(),
                finding.expected(),
                finding.nearest());
    }
}
