package io.aurumhub.adapter.yaml;

import io.aurumhub.core.connector.Finding;
import io.aurumhub.core.connector.Finding.Place;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.definition.SystemDefinition;
import java.util.List;
import java.util.Map;

/** Puts what connectors find wrong to its place in the files. */
record ConnectorProblems(Reading reading, ConnectorCheck check) {

    /**
     * A sync as far as its system has to do with it.
     *
     * @param places by top-level local field, the keys of all that reads or writes it
     */
    record Tried(String sync, String system, Resource resource, Map<String, List<String>> places) {}

    void check(SystemDefinition system) {
        check.mistakes(system).forEach(finding -> {
            if (finding.at() instanceof Place.Connector(String setting)) {
                problem("systems." + system.id() + ".connector", setting, finding);
            }
        });
    }

    void check(String connector, Resource resource) {
        check.mistakes(connector, resource).forEach(finding -> {
            if (finding.at() instanceof Place.Settings(String setting)) {
                problem("syncs." + resource.sync() + ".resource", setting, finding);
            }
        });
    }

    private void problem(String block, String setting, Finding finding) {
        reading.problem(reading.at(
                setting.isEmpty() ? block : block + "." + setting,
                finding.wrong(),
                finding.expected(),
                finding.nearest()));
    }
}
