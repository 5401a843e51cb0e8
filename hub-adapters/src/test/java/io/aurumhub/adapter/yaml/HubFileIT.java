package io.aurumhub.adapter.yaml;

import static io.aurumhub.adapter.yaml.HubFileFixture.ENVIRONMENT;
import static io.aurumhub.adapter.yaml.HubFileFixture.readGood;
import static io.aurumhub.adapter.yaml.HubFileFixture.resource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HubFileIT {

    @TempDir
    private Path folder;

    @Test
    void a_file_is_the_same_as_its_text() throws IOException {
        var file = Files.writeString(folder.resolve("hub.yaml"), resource("good.yaml"));
        assertThat(HubFile.read(file, ENVIRONMENT::get)).isEqualTo(readGood());
    }

    @Test
    void a_folder_is_the_same_as_one_file() throws IOException {
        var text = resource("good.yaml");
        int entities = text.indexOf("entities:");
        int orders = text.indexOf("  warehouse-orders:");
        Files.writeString(folder.resolve("10-systems.yaml"), text.substring(0, entities));
        Files.writeString(folder.resolve("20-shop.yml"), text.substring(entities, orders));
        Files.writeString(folder.resolve("30-rest.yaml"), "syncs:\n" + text.substring(orders));
        Files.writeString(folder.resolve("notes.txt"), "not: [yaml");
        var definitions = HubFile.read(folder, ENVIRONMENT::get);
        assertThat(definitions.systems()).isEqualTo(readGood().systems());
        assertThat(definitions.entities()).isEqualTo(readGood().entities());
        assertThat(definitions.syncs()).isEqualTo(readGood().syncs());
    }

    @Test
    void a_name_in_two_files_is_a_mistake_of_the_second() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), resource("good.yaml"));
        Files.writeString(
                folder.resolve("b.yaml"), "systems:\n  crm: { rank: 1, connector: { type: file, folder: x } }\n");
        assertThatThrownBy(() -> HubFile.read(folder, ENVIRONMENT::get))
                .hasMessageContaining(
                        "b.yaml:2:3: systems.crm is there twice; the first is at " + folder.resolve("a.yaml:3"));
    }

    @Test
    void secrets_come_from_files_too() throws IOException {
        var secret = Files.writeString(folder.resolve("password"), "TOP-SECRET-9\n");
        var text = resource("good.yaml").replace("${CRM_PASSWORD}", "${file:" + secret + "}");
        assertThat(HubFile.read(text, "hub.yaml", ENVIRONMENT::get)
                        .system(new SystemId("crm"))
                        .orElseThrow()
                        .settings())
                .containsEntry("password", Value.text("TOP-SECRET-9"));
    }

    @Test
    void what_is_not_there_is_a_mistake() {
        assertThatThrownBy(() -> HubFile.read(folder.resolve("none.yaml"), ENVIRONMENT::get))
                .isInstanceOf(InvalidHubFile.class)
                .hasMessageContaining("none.yaml:1:1: the file cannot be read (NoSuchFileException)");
        assertThatThrownBy(() -> HubFile.read(folder, ENVIRONMENT::get))
                .isInstanceOf(InvalidHubFile.class)
                .hasMessageContaining("the folder has no .yaml file");
    }
}
