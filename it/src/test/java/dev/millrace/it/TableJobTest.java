package dev.millrace.it;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.TimedSource;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Table;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.api.window.WindowResult;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.testkit.TestRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables as part of a job: threads, failures, time. */
@Timeout(120)
class TableJobTest {

    /** A version of a row; the row is deleted by one without a number. */
    record Version(int key, int reference, @Nullable Integer number, long time) {

        boolean isDeleted() {
            return number == null;
        }
    }

    private final Pipeline pipeline = Pipeline.named("tables");

    private static List<Version> versions(long seed, int count, int keys) {
        Random random = new Random(seed);
        List<Version> versions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Integer number = random.nextInt(4) == 0 ? null : random.nextInt(1_000);
            versions.add(new Version(random.nextInt(keys), random.nextInt(40), number, i));
        }
        return versions;
    }

    private static Map<Integer, Version> last(List<Version> versions) {
        Map<Integer, Version> rows = new HashMap<>();
        versions.forEach(version -> rows.put(version.key(), version));
        rows.values().removeIf(Version::isDeleted);
        return rows;
    }

    private static TimedSource<Version> source(List<Version> versions) {
        return ListSource.of(versions).eventTimeMillis(Version::time);
    }

    private Table<Integer, Version> table(String name, List<Version> versions) {
        return pipeline.read(name + "-source", source(versions))
                .keyBy(Version::key)
                .toTable(name, version -> version, Version::isDeleted);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void workersOnThreadsOfTheirOwnGiveTheJoinOfTheTables(int workers) throws InterruptedException {
        List<Version> orders = versions(1, 20_000, 500);
        List<Version> customers = versions(2, 5_000, 40);
        CollectingSink<Change<Integer, List<Version>>> changes = new CollectingSink<>();
        table("orders", orders)
                .joinOn("joined", table("customers", customers), Version::reference)
                .inner(List::of)
                .changes()
                .write("changes", changes);
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder()
                        .workers(workers)
                        .batchCapacity(64)
                        .build();
                Job job = runtime.start(pipeline)) {
            job.await();
            assertThat(job.ledger().imbalances()).isEmpty();
        }

        Map<Integer, List<Version>> rows = new HashMap<>();
        for (Change<Integer, List<Version>> change : changes.records()) {
            assertThat(rows.containsKey(change.key())).isEqualTo(change.kind() != ChangeKind.INSERT);
            if (change.kind() == ChangeKind.DELETE) {
                assertThat(rows.remove(change.key())).isEqualTo(change.value());
            } else {
                rows.put(change.key(), change.value());
            }
        }
        Map<Integer, Version> right = last(customers);
        Map<Integer, List<Version>> expected = new HashMap<>();
        last(orders).forEach((key, order) -> {
            if (right.containsKey(order.reference())) {
                expected.put(key, List.of(order, right.get(order.reference())));
            }
        });
        assertThat(rows).isEqualTo(expected);
    }

    /** A change that were behind the watermark when it came out would be late for a window. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void noChangeIsEverLate(long seed) {
        List<Version> versions = versions(seed, 600, 30);
        Table<Integer, Version> orders = table("orders", versions);
        Table<Integer, Version> customers = table("customers", versions(seed + 100, 300, 40));
        Table<Integer, List<Version>> labels =
                orders.joinOn("labels", customers, Version::reference).inner(List::of);
        Table<Integer, List<Version>> pairs = labels.join("pairs", customers)
                .leftOuter((label, customer) -> customer == null ? label : List.of(label.get(0), customer));
        CollectingSink<WindowResult<Integer, Long>> counts = new CollectingSink<>();
        CollectingSink<Change<Integer, List<Version>>> changes = new CollectingSink<>();
        pairs.changes().write("changes", changes);
        pairs.changes()
                .keyBy(Change::key)
                .window(tumbling(Duration.ofMillis(1)))
                .aggregate("counts", count())
                .write("out", counts);
        TestRun run = TestRun.of(pipeline)
                .workers(1 + (int) seed % 4)
                .seed(seed)
                .start()
                .runToEnd();
        assertThat(run.ledger().operator("counts").late()).isZero();
        assertThat(counts.records().stream().mapToLong(WindowResult::value).sum())
                .isEqualTo(changes.records().size())
                .isPositive();
    }

    private void assertFails(UnaryOperator<Table<Integer, Version>> faulty, String operator, String message) {
        Table<Integer, Version> table = faulty.apply(table("orders", versions(1, 50, 5)));
        table.changes().write("changes", new CollectingSink<>());
        TestRun run = TestRun.of(pipeline).workers(2).batchCapacity(7).start();
        assertThatThrownBy(run::runToEnd)
                .isInstanceOf(JobFailedException.class)
                .hasMessageContaining(operator)
                .hasStackTraceContaining(message);
    }

    private static Version refuse(Version version) {
        if (version.time() > 20) {
            throw new IllegalStateException("refused");
        }
        return version;
    }

    private static boolean refuses(Version version) {
        return refuse(version).time() >= 0;
    }

    @Test
    void aFailureInAMapNamesIt() {
        assertFails(table -> table.map(TableJobTest::refuse), "map-", "refused");
    }

    @Test
    @SuppressWarnings("NullAway") // what is tested
    void aMapMustNotReturnNull() {
        assertFails(table -> table.map(version -> null), "map-", "use filter to leave a row out");
    }

    @Test
    void aFailureInAFilterNamesIt() {
        assertFails(table -> table.filter("some", TableJobTest::refuses), "some", "refused");
    }

    @Test
    void aFailureInAJoinNamesIt() {
        assertFails(table -> table.join("joined", table).inner((left, right) -> refuse(left)), "joined", "refused");
    }

    @Test
    void aFailureInAForeignKeyNamesIt() {
        assertFails(
                table -> table.joinOn(
                                "joined", table, version -> refuse(version).reference())
                        .inner((left, right) -> left),
                "joined.references",
                "refused");
    }

    @Test
    void aFailureInAJoinByForeignKeyNamesIt() {
        assertFails(
                table -> table.joinOn("joined", table, Version::reference).leftOuter((left, right) -> refuse(left)),
                "joined",
                "refused");
    }
}
