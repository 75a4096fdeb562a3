package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.ListSource;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Guarantee;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.examples.WikipediaHourly.Edit;
import dev.millrace.testkit.TestRun;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EditsToDatabaseTest {

    private static final int CHANNELS = 5;

    @TempDir
    Path directory;

    private static List<Edit> edits(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Edit(Instant.ofEpochSecond(i), "#" + i % CHANNELS, i % 11, 0, i % 11))
                .toList();
    }

    private static Map<String, String> expected(List<Edit> edits) {
        Map<String, long[]> sums = new TreeMap<>();
        for (Edit edit : edits) {
            if (edit.added() > 0) {
                long[] sum = sums.computeIfAbsent(edit.channel(), channel -> new long[2]);
                sum[0]++;
                sum[1] += edit.added();
            }
        }
        Map<String, String> totals = new TreeMap<>();
        sums.forEach((channel, sum) -> totals.put(channel, sum[0] + " edits, " + sum[1]));
        return totals;
    }

    private static Map<String, String> totals(Connection connection) throws SQLException {
        Map<String, String> totals = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select channel, edits, added from totals")) {
            while (rows.next()) {
                totals.put(rows.getString(1), rows.getLong(2) + " edits, " + rows.getLong(3));
            }
        }
        return totals;
    }

    private static long epochs(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select count(*), count(distinct epoch) from progress")) {
            found.next();
            assertThat(found.getLong(1)).isEqualTo(found.getLong(2));
            return found.getLong(1);
        }
    }

    private static Connection open(String name) throws SQLException {
        return DriverManager.getConnection("jdbc:h2:mem:" + name);
    }

    @Test
    void totalsAreThoseOfARunWithoutCrashes() throws Exception {
        int crashes = 0;
        long epochs = 0;
        for (long seed = 0; seed < 60; seed++) {
            List<Edit> edits = edits((int) (seed * 37 % 400));
            try (Connection connection = open("crashes-" + seed)) {
                Pipeline pipeline = EditsToDatabase.pipeline(ListSource.of(edits), new ChannelTotals(connection));
                TestRun run = TestRun.of(pipeline)
                        .seed(seed)
                        .workers(1 + (int) (seed % 3))
                        .crashes((int) (seed % 6))
                        .start()
                        .runToEnd();

                assertThat(totals(connection)).as("%s", run).isEqualTo(expected(edits));
                crashes += run.crashes();
                epochs += epochs(connection);
            }
        }
        System.out.println(crashes + " crashes, " + epochs + " epochs");
        assertThat(crashes).isGreaterThan(30);
        assertThat(epochs).isGreaterThan(100);
    }

    /** The connection fails at each of its calls in turn, once before and once after what it was asked for has been done. */
    @Test
    void whereverTheDatabaseFailsTheJobGoesOnAndCountsOnce() throws Exception {
        List<Edit> edits = edits(30);
        int failures = 0;
        boolean hasFailed = true;
        for (int step = 0; hasFailed; step++) {
            try (Connection connection = open("failures-" + step);
                    EmbeddedRuntime runtime = EmbeddedRuntime.builder()
                            .workers(1)
                            .batchCapacity(4)
                            .build()) {
                FailingCalls failing = new FailingCalls(step / 2, step % 2 == 1);
                ChannelTotals totals = new ChannelTotals(connection);
                Connection seen = failing.wrap(Connection.class, connection);
                Pipeline pipeline = EditsToDatabase.pipeline(ListSource.of(edits), new ChannelTotals(seen));
                failing.isArmed = true;
                Checkpoints checkpoints = Checkpoints.in(directory.resolve("failures-" + step))
                        .every(Duration.ofMillis(1))
                        .restart(3, Duration.ofMillis(1))
                        .require(Guarantee.EXACTLY_ONCE);
                try (Job job = runtime.start(pipeline, checkpoints)) {
                    job.await();
                    hasFailed = failing.hasFailed;
                    assertThat(job.checkpoints().restarts()).isEqualTo(hasFailed ? 1 : 0);
                }
                assertThat(totals.lastCommittedEpoch()).isPositive();
                assertThat(totals(connection)).as("step %d", step).isEqualTo(expected(edits));
                failures += hasFailed ? 1 : 0;
            }
        }
        assertThat(failures).isGreaterThan(200);
    }

    /** Counts the calls of a connection and of what it gives, and fails one of them. */
    private static final class FailingCalls {

        private final int failAt;
        private final boolean isDoneBefore;
        private final AtomicInteger calls = new AtomicInteger();
        volatile boolean isArmed;
        volatile boolean hasFailed;

        FailingCalls(int failAt, boolean isDoneBefore) {
            this.failAt = failAt;
            this.isDoneBefore = isDoneBefore;
        }

        <T> T wrap(Class<T> type, Object target) {
            List<Class<?>> wrapped =
                    new ArrayList<>(List.of(Connection.class, PreparedStatement.class, Statement.class));
            return type.cast(Proxy.newProxyInstance(
                    type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
                        boolean fails = isArmed && calls.getAndIncrement() == failAt;
                        if (fails && !isDoneBefore) {
                            hasFailed = true;
                            throw new SQLException("planned failure before " + method.getName());
                        }
                        Object result;
                        try {
                            result = method.invoke(target, args);
                        } catch (InvocationTargetException thrown) {
                            throw thrown.getCause();
                        }
                        if (fails) {
                            hasFailed = true;
                            throw new SQLException("planned failure after " + method.getName());
                        }
                        return wrapped.contains(method.getReturnType()) ? wrap(method.getReturnType(), result) : result;
                    }));
        }
    }
}
