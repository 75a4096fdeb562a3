package dev.millrace.connector.files;

import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Plays an engine that dies: numbered rows go to a writer, epochs end, checkpoints are completed or not, commits come late, and now
 * and then all of that is forgotten but the last checkpoint and the files.
 */
final class EpochScript {

    record Row(int id, String text) {}

    /** What the engine keeps: how many rows had been written, and what had been prepared and not committed. */
    private record Checkpoint(long epoch, int rows, NavigableMap<Long, byte[]> prepared) {}

    private static final int CRASHES_MAX = 6;

    private final Sink<Row> sink;
    private final Path target;
    private final int rows;
    private final Random random;

    private Checkpoint last = new Checkpoint(0, 0, new TreeMap<>());
    private SinkWriter<Row> writer;
    private NavigableMap<Long, byte[]> prepared = new TreeMap<>();
    private Map.Entry<Long, byte[]> lastCommitted;
    private long epoch;
    private int next;
    private int crashes;
    private int repeatedCommits;
    private int discardedSegments;

    EpochScript(Sink<Row> sink, Path target, int rows, Random random) throws Exception {
        this.sink = sink;
        this.target = target;
        this.rows = rows;
        this.random = random;
        writer = open(sink, 0);
    }

    static <T> SinkWriter<T> open(Sink<T> sink, long restoredEpoch) throws Exception {
        return sink.open(new WriterContext("out", 0, 1, InstantSource.system(), true, restoredEpoch));
    }

    static void uninterrupted(Sink<Row> sink, int rows) throws Exception {
        SinkWriter<Row> writer = open(sink, 0);
        writer.write(FileSinkTest.batch(
                IntStream.range(0, rows).mapToObj(EpochScript::row).toList()));
        writer.commit(1, writer.prepare(1));
        writer.close();
    }

    private static Row row(int number) {
        return new Row(number, "x".repeat(number % 7));
    }

    int repeatedCommits() {
        return repeatedCommits;
    }

    int discardedSegments() {
        return discardedSegments;
    }

    void run() throws Exception {
        while (next < rows || !prepared.isEmpty()) {
            switch (random.nextInt(6)) {
                case 0, 1 -> write();
                case 2 -> endEpoch();
                case 3 -> commit(random.nextInt(3));
                case 4 -> commit(Integer.MAX_VALUE);
                default -> {
                    if (crashes < CRASHES_MAX) {
                        crash();
                    }
                }
            }
        }
        prepare();
        complete();
        commit(Integer.MAX_VALUE);
        writer.close();
    }

    private void write() throws Exception {
        int end = Math.min(rows, next + random.nextInt(12));
        List<Row> batch = new ArrayList<>();
        while (next < end) {
            batch.add(row(next++));
        }
        writer.write(FileSinkTest.batch(batch));
    }

    private void endEpoch() throws Exception {
        prepare();
        if (random.nextInt(4) > 0) {
            complete();
        }
    }

    private void prepare() throws Exception {
        epoch++;
        prepared.put(epoch, writer.prepare(epoch));
    }

    private void complete() {
        NavigableMap<Long, byte[]> known = new TreeMap<>(prepared);
        if (known.isEmpty() && lastCommitted != null) {
            known.put(lastCommitted.getKey(), lastCommitted.getValue());
        }
        last = new Checkpoint(epoch, next, known);
    }

    /** Only what the last checkpoint knows. */
    private void commit(int countMax) throws Exception {
        for (int i = 0; i < countMax && !prepared.isEmpty() && prepared.firstKey() <= last.epoch(); i++) {
            Map.Entry<Long, byte[]> first = prepared.pollFirstEntry();
            writer.commit(first.getKey(), first.getValue());
            lastCommitted = first;
        }
        if (countMax == Integer.MAX_VALUE && !prepared.isEmpty() && next == rows) {
            complete();
        }
    }

    private void crash() throws Exception {
        crashes++;
        if (random.nextInt(4) == 0) {
            writer.close(); // the job failed, but not the process
        } else if (random.nextBoolean()) {
            tearNextCommit();
        }
        int before = segments();
        writer = open(sink, last.epoch());
        int known = 0;
        for (Map.Entry<Long, byte[]> work : last.prepared().entrySet()) {
            known += Files.exists(segmentOf(work.getValue())) ? 1 : 0;
            repeatedCommits += prepared.containsKey(work.getKey()) ? 0 : 1;
            writer.commit(work.getKey(), work.getValue());
            if (random.nextInt(3) == 0) {
                writer.commit(work.getKey(), work.getValue());
            }
        }
        discardedSegments += before - known;
        prepared = new TreeMap<>();
        lastCommitted = last.prepared().lastEntry();
        epoch = last.epoch();
        next = last.rows();
    }

    /** The process dies in the middle of a commit. */
    private void tearNextCommit() throws IOException {
        if (prepared.isEmpty() || prepared.firstKey() > last.epoch()) {
            return;
        }
        PreparedEpoch due = PreparedEpoch.of(prepared.firstEntry().getValue());
        if (due.offset() > 0 && due.hasRows()) {
            byte[] bytes = Files.readAllBytes(target.resolveSibling(due.segment()));
            Files.write(target, Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)), StandardOpenOption.APPEND);
        }
    }

    private Path segmentOf(byte[] bytes) throws IOException {
        PreparedEpoch known = PreparedEpoch.of(bytes);
        return target.resolveSibling(known.hasRows() ? known.segment() : "none");
    }

    private int segments() throws IOException {
        try (Stream<Path> files = Files.list(target.toAbsolutePath().getParent())) {
            return (int) files.filter(file -> file.getFileName().toString().endsWith(".tmp"))
                    .count();
        }
    }
}
