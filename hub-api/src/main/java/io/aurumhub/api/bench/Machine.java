package io.aurumhub.api.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Where it was measured. */
final class Machine {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String PEAK = "VmHWM:";
    private static final long KIBIBYTE = 1_024;

    private Machine() {}

    /** What a reader must know to compare figures. */
    static Map<String, Object> described(BenchDatabase database) {
        var runtime = Runtime.getRuntime();
        var machine = new LinkedHashMap<String, Object>();
        machine.put("processors", runtime.availableProcessors());
        machine.put("largestHeapMebibytes", runtime.maxMemory() >> 20);
        machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        machine.put("java", Runtime.version().toString());
        machine.put("postgres", setting(database, "server_version"));
        machine.put("database", database.isEmbedded() ? "embedded" : "given");
        for (var setting : new String[] {"fsync", "full_page_writes", "synchronous_commit", "shared_buffers"}) {
            machine.put(setting, setting(database, setting));
        }
        return machine;
    }

    private static String setting(BenchDatabase database, String name) {
        return String.valueOf(database.statements().queryForObject("select current_setting(?)", String.class, name));
    }

    /** The most memory that this process has had so far, all of it and not only the heap; empty where none can tell. */
    static OptionalLong peakBytes() {
        try {
            if (!Files.isReadable(STATUS)) {
                return OptionalLong.empty();
            }
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(PEAK))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIBIBYTE)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
