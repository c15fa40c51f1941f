package io.rankstream.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rankstream.datagen.ArrivedRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Checks that the archive holds every record of the streams once, bit for bit, and that the boards
 * made of the archive alone are those in Redis.
 */
final class ArchiveCheck {

    private static final List<String> STREAMS =
            List.of(LocalServers.EVENTS, LocalServers.CONTROL, LocalServers.DEAD_LETTERS);

    /** Files appear with checkpoints, and these take longer on a machine that does much else. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(3);

    private static final Duration PAUSE = Duration.ofSeconds(3);

    /** What {@code verify} ends with if all boards are equal. */
    private static final int EQUAL = 0;

    /** The load sends such events on purpose: live they are dead letters, a rebuild counts them. */
    private static final int EQUAL_BUT_FOR_TOO_OLD = 2;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final ArchiveTools tools;
    private final Terminal terminal;

    ArchiveCheck(ArchiveTools tools, Terminal terminal) {
        this.tools = tools;
        this.terminal = terminal;
    }

    /**
     * Waits until the archive is complete, and verifies the boards.
     *
     * @param stop ends the wait early
     * @return what is wrong; empty if everything is equal
     */
    Optional<String> run(LoadRun load, BooleanSupplier stop)
            throws IOException, InterruptedException {
        terminal.line("waiting until everything is in the archive");
        long start = System.nanoTime();
        Comparison comparison = compare(load);
        while (comparison.isIncomplete()
                && !stop.getAsBoolean()
                && System.nanoTime() - start < LONGEST_WAIT.toNanos()) {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
            comparison = compare(load);
        }
        terminal.line("  archive: " + comparison);
        if (!comparison.isEqual()) {
            return Optional.of("the archive does not hold what the streams took");
        }
        terminal.line("verifying the boards from the archive alone");
        int exit = tools.run("verify", Map.of(), ProcessBuilder.Redirect.INHERIT);
        return exit == EQUAL || exit == EQUAL_BUT_FOR_TOO_OLD
                ? Optional.empty()
                : Optional.of("the boards of the archive differ: verify ended with " + exit);
    }

    private Comparison compare(LoadRun load) throws IOException, InterruptedException {
        Map<String, byte[]> sent = new HashMap<>();
        for (String stream : STREAMS) {
            for (ArrivedRecord record : load.records(stream)) {
                sent.put(
                        stream + "/" + record.shard() + "/" + record.sequenceNumber() + "/0",
                        record.data());
            }
        }
        Path archived = tools.file("archived.jsonl");
        int exit = tools.run("records", Map.of(), ProcessBuilder.Redirect.to(archived.toFile()));
        if (exit != 0) {
            throw new IOException("the archive cannot be read: records ended with " + exit);
        }
        return compare(sent, archived);
    }

    /**
     * Compares records by place and bytes.
     *
     * @param sent place to bytes
     * @param archived lines as {@code records} prints them; those of other sources are passed over
     */
    static Comparison compare(Map<String, byte[]> sent, Path archived) throws IOException {
        Map<String, byte[]> rest = new HashMap<>(sent);
        Comparison comparison = new Comparison(sent.size());
        try (BufferedReader lines = Files.newBufferedReader(archived)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode record = JSON.readTree(line);
                if (!STREAMS.contains(record.path("stream").asText())) {
                    continue;
                }
                String id = record.path("id").asText();
                byte[] expected = rest.remove(id);
                if (expected == null) {
                    comparison.count(sent.containsKey(id), id);
                } else if (!Arrays.equals(expected, record.path("record").binaryValue())) {
                    comparison.different++;
                    comparison.example = id;
                }
            }
        }
        comparison.missing = rest.size();
        return comparison;
    }

    /** How the archive differs from the streams. */
    static final class Comparison {

        private final long sent;
        private long missing;
        private long twice;
        private long different;
        private long unknown;
        private String example = "";

        private Comparison(long sent) {
            this.sent = sent;
        }

        private void count(boolean known, String id) {
            if (known) {
                twice++;
            } else {
                unknown++;
            }
            example = id;
        }

        /** Whether nothing but what may still come is wrong. */
        boolean isIncomplete() {
            return missing > 0 && twice == 0 && different == 0;
        }

        boolean isEqual() {
            return missing == 0 && twice == 0 && different == 0 && unknown == 0;
        }

        @Override
        public String toString() {
            return isEqual()
                    ? String.format("%,d records, each once, bit for bit", sent)
                    : String.format(
                            "of %,d records %,d missing, %,d twice, %,d with other bytes, %,d not of"
                                    + " the streams%s",
                            sent,
                            missing,
                            twice,
                            different,
                            unknown,
                            example.isEmpty() ? "" : ", such as " + example);
        }
    }
}
