package io.aurumhub.adapter.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Page;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.connector.Stage;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.connector.SystemReaderContract;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CsvFolderIT {

    @TempDir
    private Path folder;

    private CsvFolderStage stage;

    @BeforeEach
    void open() {
        stage = new CsvFolderStage(folder);
    }

    @AfterEach
    void close() {
        stage.close();
    }

    @Nested
    class Reading extends SystemReaderContract {
        @Override
        protected Stage stage() {
            return stage;
        }
    }

    @Test
    void broken_rows_are_told_by_file_and_line_and_their_neighbours_pass() {
        stage.put("leads.csv", """
            \uFEFFid,name,email
            1,Ada,ada@a.example

            2,too few
            3,too,many,cells
            4,"two
            lines",four@a.example
            5,"half" quoted,five@a.example
            6,Grace,
            ,no key,seven@a.example
            8,"never closed,eight@a.example
            9,Last,nine@a.example
            """);

        var page = read(null);

        assertThat(page.records()).extracting(LocalRecord::localId).containsExactly("1", "4", "6", "9");
        assertThat(page.records().get(1).fields()).containsEntry("name", Value.text("two\nlines"));
        assertThat(page.records().get(2).fields()).containsEntry("email", Value.nothing());
        assertThat(page.unreadable())
                .extracting(Page.Unreadable::place)
                .containsExactly(
                        "leads.csv line 4",
                        "leads.csv line 5",
                        "leads.csv line 8",
                        "leads.csv line 10",
                        "leads.csv line 11");
        assertThat(page.unreadable().getFirst().reason()).contains("2 cells").contains("3");
    }

    @Test
    void bytes_that_are_not_utf_8_cost_only_their_row() {
        stage.put("leads.csv", "id,name\n1,Zo\u00eb\n".getBytes(StandardCharsets.ISO_8859_1));
        stage.put("more.csv", "id,name\n2,Zo\u00eb\n");

        var page = read(null);

        assertThat(page.unreadable()).singleElement().satisfies(row -> {
            assertThat(row.place()).isEqualTo("leads.csv line 2");
            assertThat(row.reason()).contains("UTF-8");
        });
        assertThat(page.records())
                .singleElement()
                .satisfies(row -> assertThat(row.fields()).containsEntry("name", Value.text("Zo\u00eb")));
    }

    @Test
    void a_file_with_a_bad_header_is_told_once_and_the_next_file_passes() {
        stage.put("a.csv", "id,name,name\n1,a,b\n");
        stage.put("b.csv", "number,name\n1,a\n");
        stage.put("c.csv", "");
        stage.put("d.csv", "id,name\n1,ok\n\"2");

        var page = read(null);

        assertThat(page.unreadable())
                .extracting(Page.Unreadable::place)
                .containsExactly("a.csv line 1", "b.csv line 1", "d.csv line 3");
        assertThat(page.records()).extracting(LocalRecord::localId).containsExactly("1");
        assertThat(page.last()).isTrue();
        assertThat(read(page.next()).records()).isEmpty();
    }

    @Test
    void a_file_replaced_while_it_is_read_is_read_again() {
        stage.put("leads.csv", "id,name\n1,a\n2,b\n3,c\n");
        var first = stage.reader().read(stage.resource(), null, Duration.ZERO, 2);
        stage.put("leads.csv", "id,name\n1,new\n2,new\n");

        var rest = read(first.next());

        assertThat(rest.records())
                .extracting(row -> row.localId() + row.fields().get("name"))
                .containsExactly("1new", "2new");
    }

    @Test
    void a_pointer_goes_on_in_the_midst_of_a_file_after_a_restart() {
        stage.put("leads.csv", "id,name\n1,a\n2,\"b\r\nb\"\n3,c\n4,d\n");
        var first = stage.reader().read(stage.resource(), null, Duration.ZERO, 2);
        stage.close();

        var restarted = new CsvFolderStage(folder);
        var rest = restarted.reader().read(restarted.resource(), first.next(), Duration.ZERO, 10);
        restarted.close();

        assertThat(rest.records()).extracting(LocalRecord::localId).containsExactly("3", "4");
        assertThat(rest.last()).isTrue();
    }

    @Test
    void rows_without_a_key_column_are_named_by_file_and_line() {
        stage.put("leads.txt", "name;email\nAda;ada@a.example\n");
        var resource = CsvFolderStage.resource(Map.of("pattern", "*.txt", "separator", ";"));

        var page = stage.reader().read(resource, null, Duration.ZERO, 10);

        assertThat(page.records()).extracting(LocalRecord::localId).containsExactly("leads.txt:2");
    }

    @Test
    void a_file_that_is_still_written_waits() throws IOException {
        try (var live = CsvFolder.open(new SystemDefinition(
                new SystemId("leads"), 3, "file", Map.of("folder", Value.text(folder.toString()))))) {
            var file = Files.writeString(folder.resolve("leads.csv"), "id,name\n1,a\n");
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(60)));

            assertThat(live.read(stage.resource(), null, Duration.ZERO, 10)).isEqualTo(new Page(List.of(), null, true));
            assertThatThrownBy(() -> live.keys(stage.resource())).isInstanceOf(TransientFault.class);

            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
            assertThat(live.read(stage.resource(), null, Duration.ZERO, 10).records())
                    .hasSize(1);
        }
    }

    @Test
    void keys_are_complete_or_not_told() {
        stage.put("leads.csv", "id,name\n1,a\n2,b,too many\n");

        assertThatThrownBy(() -> stage.reader().keys(stage.resource()))
                .isInstanceOf(TransientFault.class)
                .hasMessageContaining("leads.csv line 3");
    }

    @Test
    void wrong_settings_and_a_missing_folder_are_permanent() {
        var wrong = CsvFolderStage.resource(Map.of("separator", "tab"));
        var gone = new CsvFolderStage(folder.resolve("gone"));

        assertThatThrownBy(() -> stage.reader().keys(wrong))
                .isInstanceOf(PermanentFault.class)
                .hasMessageContaining("syncs.leads.resource.separator");
        assertThatThrownBy(() -> gone.reader().keys(gone.resource()))
                .isInstanceOf(PermanentFault.class)
                .hasMessageContaining("gone");
    }

    @Test
    void two_hundred_thousand_rows_are_read_with_one_page_in_memory() {
        int count = 200_000;
        var text = new StringBuilder("id,name,email\n");
        for (int i = 0; i < count; i++) {
            text.append(i)
                    .append(",Somebody with quite a long name number ")
                    .append(i)
                    .append(",a@b.example\n");
        }
        stage.put("leads.csv", text.toString());
        text.setLength(0);
        text.trimToSize();

        long before = usedMemory();
        long most = 0;
        int seen = 0;
        Pointer pointer = null;
        boolean last = false;
        var ends = new ArrayList<String>();
        while (!last) {
            var page = stage.reader().read(stage.resource(), pointer, Duration.ZERO, SystemReader.LARGEST_PAGE);
            seen += page.records().size();
            ends.add(page.records().getLast().localId());
            pointer = page.next();
            last = page.last();
            if (seen % 50_000 == 0) {
                most = Math.max(most, usedMemory() - before);
            }
        }

        assertThat(seen).isEqualTo(count);
        assertThat(ends).hasSize(count / SystemReader.LARGEST_PAGE).endsWith("199999");
        assertThat(most).as("bytes held in the midst of reading").isLessThan(4L << 20);
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private Page read(@org.jspecify.annotations.Nullable Pointer pointer) {
        Resource resource = stage.resource();
        return stage.reader().read(resource, pointer, Duration.ZERO, SystemReader.LARGEST_PAGE);
    }
}
