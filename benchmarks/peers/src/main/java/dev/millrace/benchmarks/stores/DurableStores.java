package dev.millrace.benchmarks.stores;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Puts that wait for the disk, by one, two, and several threads, batches, gets, and opening, of each store in turn, in directories
 * under the one that is given. Prints a table.
 */
public final class DurableStores {

    private static final int BATCH = 1_000;

    /** Of puts. Sixteen show what it is worth that puts share a sync. */
    private static final List<Integer> THREADS = List.of(1, 2, 16);

    private DurableStores() {}

    /** Opens a store. */
    private interface Opener {
        DurableMap open(Path directory) throws Exception;
    }

    /**
     * Measures.
     *
     * @param args directory, seconds for each kind of put, keys
     * @throws Exception if a store throws it
     */
    public static void main(String[] args) throws Exception {
        Path root = Path.of(args[0]);
        double seconds = Double.parseDouble(args[1]);
        int keys = Integer.parseInt(args[2]);
        Map<String, Opener> stores = new LinkedHashMap<>();
        stores.put("millrace", MillraceMap::new);
        stores.put("mvstore", MvStoreMap::new);
        stores.put("rocksdb", RocksMap::new);
        PrintStream out = System.out;
        List<String> heads = new ArrayList<>(List.of("store", "puts/s in batches"));
        THREADS.forEach(threads -> heads.add("puts/s, " + threads + (threads == 1 ? " thread" : " threads")));
        heads.addAll(List.of("gets/s, 1 thread", "gets/s, 2 threads", "opening, ms", "MB on disk"));
        out.println("| " + String.join(" | ", heads) + " |");
        out.println("| --- |" + " --: |".repeat(heads.size() - 1));
        for (Map.Entry<String, Opener> store : stores.entrySet()) {
            Path directory = Files.createTempDirectory(root, store.getKey());
            List<Double> cells = measure(store.getValue(), directory, seconds, keys);
            out.println("| " + store.getKey()
                    + cells.stream()
                            .map(cell -> String.format(Locale.ROOT, " | %.0f", cell))
                            .collect(Collectors.joining())
                    + " |");
        }
    }

    private static List<Double> measure(Opener opener, Path directory, double seconds, int keys) throws Exception {
        List<Double> cells = new ArrayList<>();
        try (DurableMap map = opener.open(directory)) {
            cells.add(batches(map, keys));
            List<Double> gets = List.of(gets(map, 1, keys), gets(map, 2, keys));
            for (int threads : THREADS) {
                cells.add(puts(map, threads, seconds, keys));
            }
            cells.addAll(gets);
        }
        long begin = System.nanoTime();
        opener.open(directory).close();
        cells.add((System.nanoTime() - begin) / 1e6);
        cells.add(megabytes(directory));
        return cells;
    }

    private static double megabytes(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes / 1e6;
        }
    }

    private static double batches(DurableMap map, int keys) throws Exception {
        long begin = System.nanoTime();
        for (long key = 0; key < keys; key += BATCH) {
            map.putAll(key, BATCH);
        }
        return keys / ((System.nanoTime() - begin) / 1e9);
    }

    /** Each thread gets as many values as there are keys. */
    private static double gets(DurableMap map, int threads, int keys) throws Exception {
        long begin = System.nanoTime();
        long sum = onThreads(threads, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            long found = 0;
            for (int i = 0; i < keys; i++) {
                found += map.get(random.nextInt(keys));
            }
            return found;
        });
        if (sum != (long) threads * keys) {
            throw new IllegalStateException("every value is 1, and " + threads + " times " + keys + " are " + sum);
        }
        return sum / ((System.nanoTime() - begin) / 1e9);
    }

    private static double puts(DurableMap map, int threads, double seconds, int keys) throws Exception {
        long begin = System.nanoTime();
        long end = begin + (long) (seconds * 1e9);
        long count = onThreads(threads, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            long done = 0;
            while (System.nanoTime() < end) {
                map.put(random.nextInt(keys), 1);
                done++;
            }
            return done;
        });
        return count / ((System.nanoTime() - begin) / 1e9);
    }

    /** What one thread does. */
    private interface Work {
        long run(int seed) throws Exception;
    }

    /** The sum of what all threads give back. */
    private static long onThreads(int threads, Work work) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Long>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int seed = i;
                tasks.add(() -> work.run(seed));
            }
            long sum = 0;
            for (Future<Long> task : executor.invokeAll(tasks)) {
                sum += task.get();
            }
            return sum;
        } finally {
            executor.shutdown();
        }
    }
}
