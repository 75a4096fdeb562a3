package dev.millrace.it.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.ListSource;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.view.StateUnavailableException;
import dev.millrace.api.view.StateView;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.testkit.TestRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Views are of one moment, whenever and however often they are asked for, and they change nothing. */
class ViewConsistencyTest {

    @Test
    void allOperatorsShowTheSameRecordsUnderAnySchedule() {
        Map<String, Integer> seen = new TreeMap<>();
        for (long seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            List<List<Deposit>> splits = Bank.randomSplits(random, 150);
            Bank bank = new Bank(ListSource.ofSplits(splits));
            TestRun.Builder builder =
                    TestRun.of(bank.pipeline).workers(1 + random.nextInt(4)).seed(seed);
            if (random.nextInt(3) > 0) {
                builder.crashes(random.nextInt(4));
            }
            if (seed % 8 > 0) {
                builder.withoutChecks();
            }
            TestRun run = builder.start();
            long lastEpoch = 0;
            int crashes = 0;
            for (int look = 0; look < 8 && !run.status().isEnd(); look++) {
                for (int steps = random.nextInt(60); steps > 0; steps--) {
                    run.step();
                }
                try (StateView view = run.view()) {
                    int records = bank.check(view);
                    seen.merge(
                            records == 0 ? "empty" : view.watermark() == Long.MAX_VALUE ? "at the end" : "on the way",
                            1,
                            Integer::sum);
                    assertThat(view.epoch()).as("%s", run).isGreaterThan(crashes == run.crashes() ? lastEpoch : 0);
                    lastEpoch = view.epoch();
                    crashes = run.crashes();
                } catch (StateUnavailableException ended) {
                    assertThat(run.status().isEnd() || ended.getMessage().contains("has finished"))
                            .as("%s: %s", run, ended)
                            .isTrue();
                } catch (AssertionError failure) {
                    throw new AssertionError(run + ": " + failure.getMessage(), failure);
                }
            }
            run.runToEnd();
            long all = splits.stream()
                    .flatMap(List::stream)
                    .mapToLong(Deposit::cents)
                    .sum();
            assertThat(bank.closed.records().stream()
                            .mapToLong(result -> result.value())
                            .sum())
                    .as("%s", run)
                    .isEqualTo(all);
        }
        System.out.println("Views " + seen);
        assertThat(seen.get("on the way")).isGreaterThan(40);
    }

    @Test
    void allOperatorsShowTheSameRecordsOnRealThreads(@TempDir Path directory) throws Exception {
        for (int workers = 1; workers <= 3; workers++) {
            for (boolean hasCheckpoints : new boolean[] {false, true}) {
                List<Deposit> deposits = new ArrayList<>();
                Random random = new Random(workers);
                for (int i = 0; i < 20_000; i++) {
                    deposits.add(new Deposit(i, "account-" + random.nextInt(20), random.nextInt(100)));
                }
                Bank bank = new Bank(ListSource.ofSplits(List.of(
                        deposits.stream()
                                .filter(deposit -> deposit.time() % 2 == 0)
                                .toList(),
                        deposits.stream()
                                .filter(deposit -> deposit.time() % 2 == 1)
                                .toList())));
                Checkpoints checkpoints =
                        Checkpoints.in(directory.resolve("w" + workers)).every(Duration.ofMillis(5));
                try (EmbeddedRuntime runtime = EmbeddedRuntime.builder()
                                .workers(workers)
                                .batchCapacity(16)
                                .build();
                        Job job = hasCheckpoints
                                ? runtime.start(bank.pipeline, checkpoints)
                                : runtime.start(bank.pipeline)) {
                    int views = look(job, bank);
                    job.await();
                    assertThat(bank.closed.records().stream()
                                    .mapToLong(result -> result.value())
                                    .sum())
                            .isEqualTo(
                                    deposits.stream().mapToLong(Deposit::cents).sum());
                    System.out.println(views + " views of " + workers + " workers, checkpoints " + hasCheckpoints + " "
                            + job.checkpoints());
                }
            }
        }
    }

    private static int look(Job job, Bank bank) throws InterruptedException {
        int views = 0;
        try {
            for (int before = -1; views < 6; views++) {
                try (StateView view = job.view()) {
                    int records = bank.check(view);
                    assertThat(records).isGreaterThanOrEqualTo(before);
                    before = records;
                }
            }
        } catch (StateUnavailableException ended) {
            assertThat(ended).hasMessageContaining("has finished");
        }
        return views;
    }
}
