package dev.millrace.examples.guide;

import dev.millrace.api.connector.EpochSink;
import dev.millrace.api.job.CheckpointFigures;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Guarantee;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.PendingSavepoint;
import dev.millrace.api.job.Savepoint;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.engine.EmbeddedRuntime;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

/** The code of the page about recovery. */
final class RecoverySnippets {

    private RecoverySnippets() {}

    record Total(String shop, long cents) {}

    static void start(EmbeddedRuntime runtime, Pipeline pipeline) throws InterruptedException {
        // snippet: start
        Checkpoints checkpoints = Checkpoints.in(Path.of("state/wikipedia")).every(Duration.ofSeconds(1));

        try (Job job = runtime.start(pipeline, checkpoints)) {
            job.await();
        }
        // end
    }

    static void settings(Path directory) {
        // snippet: settings
        Checkpoints checkpoints = Checkpoints.in(directory)
                .every(Duration.ofMillis(200))
                .retain(3)
                .restart(5, Duration.ofMillis(100))
                .require(Guarantee.EXACTLY_ONCE);
        // end
        System.out.println(checkpoints.interval());
    }

    static Checkpoints upgrade(Job job, Path directory, Path newDirectory) throws InterruptedException {
        // snippet: upgrade
        PendingSavepoint stopping = job.stopWithSavepoint("before-2-0");
        Savepoint savepoint = stopping.await(Duration.ofMinutes(5)).orElseThrow();
        // end

        // snippet: start-at
        Checkpoints again = Checkpoints.in(newDirectory).startAt(directory.resolve(savepoint.name()));
        // end
        return again;
    }

    static void control(Job job) throws InterruptedException {
        // snippet: control
        job.pause();
        job.resume();

        Savepoint kept = job.savepoint("nightly").await(Duration.ofMinutes(1)).orElseThrow();
        System.out.println(
                kept.name() + " in " + kept.place() + ", epoch " + kept.epoch() + ", " + kept.bytes() + " bytes");

        job.stopWithSavepoint();
        job.await();
        // end
    }

    static void figures(Job job) {
        // snippet: figures
        job.guarantees().forEach(System.out::println);

        CheckpointFigures figures = job.checkpoints();
        System.out.println(
                "epoch " + figures.epoch() + ", " + figures.failed() + " failed, " + figures.restarts() + " restarts");
        // end
    }

    // snippet: epoch-sink
    static final class Totals implements EpochSink<Total> {

        private final Connection connection;

        Totals(Connection connection) throws SQLException {
            this.connection = connection;
            connection.setAutoCommit(false);
        }

        @Override
        public long lastCommittedEpoch() throws SQLException {
            connection.rollback();
            try (Statement statement = connection.createStatement();
                    ResultSet found = statement.executeQuery("select coalesce(max(epoch), 0) from progress")) {
                found.next();
                return found.getLong(1);
            }
        }

        @Override
        public void commit(long epoch, List<Total> outputs) throws SQLException {
            try (PreparedStatement insert = connection.prepareStatement("insert into totals values (?, ?)");
                    PreparedStatement progress = connection.prepareStatement("insert into progress values (?)")) {
                for (Total total : outputs) {
                    insert.setString(1, total.shop());
                    insert.setLong(2, total.cents());
                    insert.executeUpdate();
                }
                progress.setLong(1, epoch);
                progress.executeUpdate();
                connection.commit();
            }
        }
    }
    // end

    static void write(Stream<Total> totals, Connection connection) throws SQLException {
        // snippet: epoch-sink-write
        totals.write("totals", new Totals(connection));
        // end
    }
}
