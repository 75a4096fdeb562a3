package dev.millrace.connector.files;

import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.SinkWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Plays an engine over a sink of a directory: numbered rows are written, epochs end, checkpoints are completed or not, commits come late;
 * and when the machine dies, all is forgotten but the last checkpoint and what is on the disk.
 */
final class DirectoryScript {

    record Row(int id, String day) {}

    /** What the engine keeps. */
    private record Checkpoint(long epoch, int rows, NavigableMap<Long, byte[]> prepared) {}

    private final CrashingDisk disk;
    private final DirectorySink<Row> sink;
    private final Path root;
    private final int rows;
    private final Random random;
    private final Random crashes;

    private Checkpoint last = new Checkpoint(0, 0, new TreeMap<>());
    private NavigableMap<Long, byte[]> prepared = new TreeMap<>();
    private long epoch;
    private int next;

    /** What could be seen after a commit, which must not change. */
    private final Map<Path, String> seen = new HashMap<>();

    DirectoryScript(CrashingDisk disk, DirectorySink<Row> sink, Path root, int rows, long seed) {
        this.disk = disk;
        this.sink = sink;
        this.root = root;
        this.rows = rows;
        random = new Random(seed);
        crashes = new Random(seed + 1);
    }

    /** Dies at a step, and perhaps once more while it recovers; 0 for never. */
    void run(long crashAt) throws Exception {
        disk.crashAt(crashAt == 0 ? Long.MAX_VALUE : crashAt);
        while (true) {
            try {
                play();
                return;
            } catch (CrashingDisk.Crash crash) {
                disk.restart();
                if (crashes.nextInt(3) == 0) {
                    disk.crashAt(1 + crashes.nextInt(12));
                }
                prepared = new TreeMap<>();
                epoch = last.epoch();
                next = last.rows();
            }
        }
    }

    private void play() throws Exception {
        SinkWriter<Row> writer = EpochScript.open(sink, last.epoch());
        for (Map.Entry<Long, byte[]> known : last.prepared().entrySet()) {
            writer.commit(known.getKey(), known.getValue());
            if (random.nextInt(4) == 0) {
                writer.commit(known.getKey(), known.getValue());
            }
        }
        while (next < rows) {
            switch (random.nextInt(4)) {
                case 0, 1 -> write(writer);
                case 2 -> endEpoch(writer);
                default -> commit(writer, random.nextInt(3));
            }
        }
        endEpoch(writer);
        complete();
        commit(writer, Integer.MAX_VALUE);
        writer.finish();
        writer.close();
        remember();
    }

    private void write(SinkWriter<Row> writer) throws Exception {
        int from = next;
        next = Math.min(rows, next + 1 + random.nextInt(8));
        int count = next - from;
        writer.write(new Records<>() {
            @Override
            public int size() {
                return count;
            }

            @Override
            public Row get(int index) {
                return row(from + index);
            }

            @Override
            public long timestamp(int index) {
                return 1000L * (from + index);
            }
        });
    }

    private static Row row(int id) {
        return new Row(id, "d" + (id * 7 + id / 5) % 3);
    }

    private void endEpoch(SinkWriter<Row> writer) throws Exception {
        epoch++;
        prepared.put(epoch, writer.prepare(epoch));
        if (random.nextInt(4) > 0) {
            complete();
        }
    }

    private void complete() {
        last = new Checkpoint(epoch, next, new TreeMap<>(prepared));
    }

    private void commit(SinkWriter<Row> writer, int countMax) throws Exception {
        boolean isCommitted = false;
        for (int i = 0; i < countMax && !prepared.isEmpty() && prepared.firstKey() <= last.epoch(); i++) {
            Map.Entry<Long, byte[]> first = prepared.pollFirstEntry();
            writer.commit(first.getKey(), first.getValue());
            isCommitted = true;
        }
        if (isCommitted) {
            remember();
        }
    }

    private void remember() throws IOException {
        Map<Path, String> now = visible(root);
        seen.forEach((file, text) -> {
            if (!text.equals(now.get(file))) {
                throw new AssertionError(file + " could be seen with\n" + text + "\nand now has\n" + now.get(file));
            }
        });
        seen.putAll(now);
    }

    static Map<Path, String> visible(Path root) throws IOException {
        Map<Path, String> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(root)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                if (!file.getFileName().toString().startsWith(".")) {
                    try (var in = Compression.of(file).unpack(Files.newInputStream(file))) {
                        files.put(root.relativize(file), new String(in.readAllBytes(), StandardCharsets.UTF_8));
                    }
                }
            }
        }
        return files;
    }

    static List<String> hidden(Path root) throws IOException {
        try (Stream<Path> found = Files.walk(root)) {
            return found.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("."))
                    .toList();
        }
    }

    /** Rows by directory, in order. */
    static Map<String, List<String>> expected(int rows, boolean isPartitioned) {
        Map<String, List<String>> expected = new TreeMap<>();
        for (int id = 0; id < rows; id++) {
            Row row = row(id);
            expected.computeIfAbsent(isPartitioned ? "day=" + row.day() : "", key -> new ArrayList<>())
                    .add(row.toString());
        }
        return expected;
    }

    /** Rows by directory, in the order of the files. */
    static Map<String, List<String>> written(Path root) throws IOException {
        Map<String, List<String>> written = new TreeMap<>();
        visible(root).forEach((file, text) -> {
            if (text.isEmpty()) {
                throw new AssertionError(file + " is empty");
            }
            String directory = file.getParent() == null ? "" : file.getParent().toString();
            written.computeIfAbsent(directory, key -> new ArrayList<>()).addAll(List.of(text.split("\n")));
        });
        return written;
    }
}
