package dev.millrace.it.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.storage.Storage;
import dev.millrace.api.storage.StorageInput;
import dev.millrace.api.storage.StorageOutput;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.engine.checkpoint.CheckpointFiles;
import dev.millrace.testkit.FaultyStorage;
import dev.millrace.testkit.ScriptedSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** What a job does when the disk has damaged checkpoints, or has no room for them. */
class DamagedCheckpointTest {

    private final FaultyStorage disk = new FaultyStorage(1);
    private final ScriptedSource<Long> numbers = ScriptedSource.bounded(1);
    private final CollectingSink<String> sink = new CollectingSink<>();

    private SteppedJob start() throws IOException {
        return start(sink);
    }

    private SteppedJob start(Sink<String> results) throws IOException {
        Pipeline pipeline = Pipeline.named("numbers");
        pipeline.read("numbers", numbers.eventTimeMillis(number -> number))
                .keyBy(number -> number % 10)
                .deduplicate("distinct", Duration.ofDays(1))
                .map(String::valueOf)
                .write("sink", results);
        return SteppedJob.start(pipeline, disk, 2, 3);
    }

    private SteppedJob runWithThreeCheckpoints() throws IOException {
        SteppedJob job = start();
        for (long i = 0; i < 3; i++) {
            numbers.split(0).add(List.of(i, i + 1));
            job.runUntilIdle().checkpoint();
        }
        assertThat(disk.names())
                .containsExactly(
                        "checkpoint-0000000000000000001",
                        "checkpoint-0000000000000000002",
                        "checkpoint-0000000000000000003");
        return job;
    }

    private static void damage(Storage storage, String name) throws IOException {
        byte[] bytes;
        try (StorageInput in = storage.open(name)) {
            bytes = new byte[(int) in.size()];
            in.read(0, bytes, 0, bytes.length);
        }
        bytes[bytes.length / 2] ^= 1;
        try (StorageOutput out = storage.create(name)) {
            out.write(bytes, 0, bytes.length);
        }
    }

    /** What is logged as an error meanwhile. */
    private static List<LogRecord> errors(Action action) throws IOException {
        List<LogRecord> errors = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                if (record.getLevel() == Level.SEVERE) {
                    errors.add(record);
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(CheckpointFiles.class.getName());
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        try {
            action.run();
        } finally {
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
        return errors;
    }

    private interface Action {
        void run() throws IOException;
    }

    @Test
    void theOneBeforeIsUsedAndTheLogSaysSo() throws IOException {
        runWithThreeCheckpoints();
        damage(disk, "checkpoint-0000000000000000003");

        SteppedJob[] again = new SteppedJob[1];
        List<LogRecord> errors = errors(() -> again[0] = start());

        assertThat(errors).singleElement().satisfies(error -> {
            assertThat(error.getMessage()).startsWith("a damaged checkpoint is passed over");
            assertThat(error.getThrown())
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageStartingWith("checkpoint-0000000000000000003 in simulated disk: the block at byte ")
                    .hasMessageEndingWith(" does not have its checksum");
        });
        assertThat(again[0].figures().completedEpoch()).isZero();
        again[0].runUntilIdle().checkpoint();
        assertThat(again[0].figures().completedEpoch()).isEqualTo(3);
        numbers.end();
        again[0].finish();
        // The third epoch had been committed to this sink, and comes again, since the checkpoint that knew it is gone.
        assertThat(sink.records()).containsExactlyInAnyOrder("0", "1", "2", "3", "3");
    }

    @Test
    void aJobDoesNotStartFromTheBeginningIfAllAreDamaged() throws IOException {
        runWithThreeCheckpoints();
        for (String name : disk.names()) {
            damage(disk, name);
        }

        List<LogRecord> errors = errors(() -> assertThatThrownBy(this::start)
                .isInstanceOf(CorruptDataException.class)
                .hasMessageStartingWith("checkpoint-0000000000000000003 in simulated disk: ")
                .satisfies(newest -> assertThat(newest.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .satisfiesExactly(
                                second -> assertThat(second).startsWith("checkpoint-0000000000000000002"),
                                first -> assertThat(first).startsWith("checkpoint-0000000000000000001"))));
        assertThat(errors).hasSize(3);
    }

    @Test
    void aFullDiskStopsCheckpointsAndNothingElse() throws IOException {
        StoredLines stored = new StoredLines();
        SteppedJob job = start(stored);
        numbers.split(0).add(List.of(1L, 2L));
        job.runUntilIdle().checkpoint();
        long bytes = job.figures().lastBytes();
        disk.limitBytes(bytes + bytes / 2);

        numbers.split(0).add(List.of(3L, 4L));
        job.runUntilIdle().checkpoint();
        numbers.split(0).add(List.of(5L));
        job.runUntilIdle().checkpoint();

        assertThat(job.figures().failed()).isEqualTo(2);
        assertThat(job.figures().completed()).isEqualTo(1);
        assertThat(job.figures().completedEpoch()).isEqualTo(1);
        assertThat(job.figures().lastFailure()).isInstanceOf(IOException.class);
        assertThat(stored.lines).containsExactlyInAnyOrder("1", "2");

        disk.limitBytes(Long.MAX_VALUE);
        numbers.end();
        job.finish();

        assertThat(job.figures().failed()).isEqualTo(2);
        assertThat(stored.lines).containsExactlyInAnyOrder("1", "2", "3", "4", "5");
        assertThat(disk.names()).allMatch(name -> !name.endsWith(".partial"));
    }
}
