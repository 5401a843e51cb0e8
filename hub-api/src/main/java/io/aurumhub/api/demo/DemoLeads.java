package io.aurumhub.api.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The demo's leads: one CSV file in a drop folder, as a trade fair's organiser would send it. */
final class DemoLeads {

    private static final String HEADER =
            "lead_id,first_name,last_name,email,phone,street,zip,city,country,date_of_birth,source\r\n";

    private DemoLeads() {}

    /**
     * Puts {@code leads.csv} into the folder once in the life of {@code home}: whoever reads the folder may move the
     * file away, and it does not come back.
     */
    static void drop(Path home, Path folder, List<DemoData.Lead> leads) throws IOException {
        Files.createDirectories(folder);
        Path dropped = home.resolve("leads.dropped");
        if (Files.exists(dropped)) {
            return;
        }
        // The reader of the folder starts after us. So a crash before the mark only means that the same file is
        // written again.
        DemoFiles.write(home, folder.resolve("leads.csv"), csv(leads));
        DemoFiles.write(home, dropped, "leads.csv was dropped\n");
    }

    private static String csv(List<DemoData.Lead> leads) {
        StringBuilder csv = new StringBuilder(HEADER);
        for (DemoData.Lead lead : leads) {
            DemoPerson person = lead.person();
            DemoPerson.Address address = person.address();
            csv.append(lead.id());
            field(csv, person.firstName());
            field(csv, person.lastName());
            field(csv, person.email());
            field(csv, person.phone());
            field(csv, address.street());
            field(csv, address.zip());
            field(csv, address.city());
            field(csv, address.country());
            field(csv, lead.birthDate());
            field(csv, lead.source());
            csv.append("\r\n");
        }
        return csv.toString();
    }

    private static void field(StringBuilder csv, @Nullable String value) {
        String text = value == null ? "" : value;
        boolean quoted = text.contains(",") || text.contains("\"");
        csv.append(',').append(quoted ? '"' + text.replace("\"", "\"\"") + '"' : text);
    }
}
