package dev.millrace.benchmarks.stores;

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

/**
 * Puts that wait for the disk, by one thread and by several, batches, gets, and opening, of each store in turn, in directories
 * under the one that is given. Prints a table.
 */
public final class DurableStores {

    private static final int BATCH = 1_000;

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
        out.println("| store | puts/s, 1 thread | puts/s, 16 threads | puts/s in batches | gets/s | opening, ms |");
        out.println("| --- | --: | --: | --: | --: | --: |");
        for (Map.Entry<String, Opener> store : stores.entrySet()) {
            Path directory = Files.createTempDirectory(root, store.getKey());
            double one;
            double several;
            double batched;
            double gets;
            try (DurableMap map = store.getValue().open(directory)) {
                batched = batches(map, keys);
                gets = gets(map, keys);
                one = puts(map, 1, seconds, keys);
                several = puts(map, 16, seconds, keys);
            }
            long begin = System.nanoTime();
            store.getValue().open(directory).close();
            double opening = (System.nanoTime() - begin) / 1e6;
            out.printf(
                    Locale.ROOT,
                    "| %s | %.0f | %.0f | %.0f | %.0f | %.0f |%n",
                    store.getKey(),
                    one,
                    several,
                    batched,
                    gets,
                    opening);
        }
    }

    private static double batches(DurableMap map, int keys) throws Exception {
        long begin = System.nanoTime();
        for (long key = 0; key < keys; key += BATCH) {
            map.putAll(key, BATCH);
        }
        return keys / ((System.nanoTime() - begin) / 1e9);
    }

    private static double gets(DurableMap map, int keys) throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        long sum = 0;
        long begin = System.nanoTime();
        for (int i = 0; i < keys; i++) {
            sum += map.get(random.nextInt(keys));
        }
        if (sum != keys) {
            throw new IllegalStateException("every value is 1, and " + keys + " of them are " + sum);
        }
        return keys / ((System.nanoTime() - begin) / 1e9);
    }

    private static double puts(DurableMap map, int threads, double seconds, int keys) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            long begin = System.nanoTime();
            long end = begin + (long) (seconds * 1e9);
            List<Callable<Long>> tasks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                SplittableRandom random = new SplittableRandom(i);
                tasks.add(() -> {
                    long count = 0;
                    while (System.nanoTime() < end) {
                        map.put(random.nextInt(keys), 1);
                        count++;
                    }
                    return count;
                });
            }
            long count = 0;
            for (Future<Long> task : executor.invokeAll(tasks)) {
                count += task.get();
            }
            return count / ((System.nanoTime() - begin) / 1e9);
        } finally {
            executor.shutdown();
        }
    }
}
