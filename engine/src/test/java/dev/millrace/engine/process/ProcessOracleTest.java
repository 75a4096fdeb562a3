package dev.millrace.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.state.StateSpec;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.process.NaiveProcess.In;
import dev.millrace.engine.process.NaiveProcess.Out;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random programs over random rows, watermarks and clocks: what comes out of each output, row by row, must be what a naive
 * process gives; also when the operators are replaced by others in between, fewer or more, with other times to live.
 */
class ProcessOracleTest {

    private static final int[] CAPACITIES = {1, 2, 3, 7, 32};

    private long rows;
    private long timers;
    private long restores;
    private long changes;
    private long expired;

    @Test
    void programsDoWhatANaiveProcessDoes() throws RecordFailure {
        for (long seed = 0; seed < 1_500; seed++) {
            try {
                check(seed);
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
        assertThat(List.of(rows, timers, restores, changes, expired))
                .as("rows, timers, restores, changes of the time to live, and entries that expired")
                .allMatch(count -> count > 1_000);
    }

    private void check(long seed) throws RecordFailure {
        Random random = new Random(seed * 17 + 3);
        boolean areNumbers = random.nextBoolean();
        int capacity = CAPACITIES[random.nextInt(CAPACITIES.length)];
        int keys = 1 + random.nextInt(6);
        RandomProgram program = new RandomProgram(seed, random.nextInt(40));
        ProcessTasks tasks = new ProcessTasks(program, areNumbers, capacity, 1 + random.nextInt(3));
        NaiveProcess naive = new NaiveProcess(program);
        long time = random.nextInt(3) == 0 ? -100 : 1_600_000_000_000L;
        long watermark = time - 50;
        compare(tasks, naive, List.of(), watermark);
        long clock = 1_000;
        for (int step = 0; step < 30; step++) {
            clock += random.nextInt(3) == 0 ? random.nextInt(40) : 0;
            naive.clockMillis = clock;
            tasks.setClock(clock);
            time += random.nextInt(random.nextInt(8) == 0 ? 500 : 20);
            List<In> batch = rows(random, areNumbers, keys, capacity, time);
            watermark = random.nextInt(3) == 0 ? watermark : Math.max(watermark, time - random.nextInt(60));
            compare(tasks, naive, batch, watermark);
            if (random.nextInt(4) == 0) {
                rest(tasks, naive, watermark);
            }
            if (random.nextInt(6) == 0) {
                if (random.nextBoolean()) {
                    program = new RandomProgram(seed, random.nextInt(40));
                    naive.changeTtls(program.states());
                    changes++;
                }
                ProcessTasks others = new ProcessTasks(program, areNumbers, capacity, 1 + random.nextInt(4));
                others.restoreFrom(tasks);
                tasks = others;
                restores++;
                // As the task does it.
                compare(tasks, naive, List.of(), watermark);
            }
        }
        compare(tasks, naive, List.of(), Long.MAX_VALUE);
        timers += naive.timersFired;
    }

    private List<In> rows(Random random, boolean areNumbers, int keys, int capacity, long time) {
        List<In> batch = new ArrayList<>();
        int count = random.nextInt(capacity + 1);
        for (int i = 0; i < count; i++) {
            long key = random.nextInt(keys) - 2L;
            boolean isBehind = random.nextInt(10) == 0;
            batch.add(new In(
                    areNumbers ? (Object) (random.nextInt(3) == 0 ? key << 40 : key) : "key-" + key,
                    rows++,
                    time - random.nextInt(random.nextInt(5) == 0 ? 120 : 30),
                    isBehind ? time - random.nextInt(40) : Long.MIN_VALUE));
        }
        return batch;
    }

    private void rest(ProcessTasks tasks, NaiveProcess naive, long watermark) throws RecordFailure {
        requireSame(tasks, tasks.rest(watermark), naive.rest());
        for (StateSpec<?> spec : new RandomProgram(0, 0).states()) {
            String name = spec.name();
            assertThat(tasks.figures(name).entries()).as("entries of %s", name).isEqualTo(naive.entries(name));
            assertThat(tasks.figures(name).keys()).as("keys of %s", name).isEqualTo(naive.keys(name));
            assertThat(tasks.figures(name).sweepLagMillis()).isZero();
            expired += naive.entriesExpired(name);
        }
        assertThat(tasks.keyCount()).as("keys").isEqualTo(naive.keys());
    }

    private static void compare(ProcessTasks tasks, NaiveProcess naive, List<In> batch, long watermark)
            throws RecordFailure {
        List<Out> expected = naive.accept(batch, watermark);
        requireSame(tasks, tasks.accept(batch, watermark), expected);
    }

    /** Of each output of each task, in its order. */
    private static void requireSame(ProcessTasks tasks, List<List<Out>> actual, List<Out> expected) {
        List<Map<String, List<Out>>> byTask = new ArrayList<>();
        actual.forEach(outs -> byTask.add(byOutput(outs)));
        for (int task = 0; task < actual.size(); task++) {
            int index = task;
            List<Out> own =
                    expected.stream().filter(out -> tasks.taskOf(out) == index).toList();
            assertThat(byTask.get(task)).isEqualTo(byOutput(own));
        }
    }

    private static Map<String, List<Out>> byOutput(List<Out> outs) {
        Map<String, List<Out>> byOutput = new HashMap<>();
        outs.forEach(out -> byOutput.computeIfAbsent(out.output(), unseen -> new ArrayList<>())
                .add(out));
        return byOutput;
    }
}
