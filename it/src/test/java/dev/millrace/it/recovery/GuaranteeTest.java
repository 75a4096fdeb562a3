package dev.millrace.it.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CallbackSink;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Push;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Guarantee;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.SinkGuarantee;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.engine.EmbeddedRuntime;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job says that its sinks get, and what it refuses. */
@SuppressWarnings("SameNameButDifferent") // that of a sink, and that of a job
class GuaranteeTest {

    private record UpsertSink(CollectingSink<Long> rows) implements Sink<Long> {

        @Override
        public SinkWriter<Long> open(WriterContext context) {
            return rows.open(context);
        }

        @Override
        public Sink.Guarantee guarantee() {
            return Sink.Guarantee.IDEMPOTENT;
        }
    }

    @TempDir
    Path directory;

    private final EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();

    @AfterEach
    void close() {
        runtime.close();
    }

    private static void writeToAll(Stream<Long> stream, String prefix) {
        stream.write(prefix + "-collected", new CollectingSink<>());
        stream.write(prefix + "-upserts", new UpsertSink(new CollectingSink<>()));
        stream.write(prefix + "-callback", CallbackSink.of(number -> {}));
    }

    private static Pipeline pipeline() {
        Pipeline pipeline = Pipeline.named("numbers");
        Stream<Long> listed = pipeline.read("listed", ListSource.of(1L, 2L).eventTimeMillis(number -> number));
        Stream<Long> pushed = pipeline.read("pushed", Push.of(Long.class).eventTimeMillis(number -> number));
        writeToAll(listed.filter(number -> number > 0), "listed");
        writeToAll(listed.union(pushed), "both");
        return pipeline;
    }

    private static Map<String, Guarantee> guarantees(Job job) {
        return job.guarantees().stream().collect(Collectors.toMap(SinkGuarantee::sink, SinkGuarantee::guarantee));
    }

    @Test
    void eachSinkGetsWhatItsSourcesTheCheckpointsAndItselfAllow() {
        try (Job job = runtime.start(pipeline(), Checkpoints.in(directory))) {
            assertThat(guarantees(job))
                    .isEqualTo(Map.of(
                            "listed-collected", Guarantee.EXACTLY_ONCE,
                            "listed-upserts", Guarantee.EXACTLY_ONCE,
                            "listed-callback", Guarantee.AT_LEAST_ONCE,
                            "both-collected", Guarantee.AT_MOST_ONCE,
                            "both-upserts", Guarantee.AT_MOST_ONCE,
                            "both-callback", Guarantee.NONE));
        }
        try (Job job = runtime.start(pipeline())) {
            assertThat(guarantees(job).values()).hasSize(6).containsOnly(Guarantee.AT_MOST_ONCE);
        }
    }

    @Test
    void moreThanThatIsRefusedWithTheReason() {
        Checkpoints checkpoints = Checkpoints.in(directory.resolve("none")).require(Guarantee.EXACTLY_ONCE);

        assertThatThrownBy(() -> runtime.start(pipeline(), checkpoints))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("job 'numbers' requires EXACTLY_ONCE, but gives less:\n"
                        + "  'listed-callback' AT_LEAST_ONCE: callback gets again what it got since the last checkpoint;"
                        + " use a sink that is transactional")
                .hasMessageContaining("\n  'both-collected' AT_MOST_ONCE: what 'pushed' (")
                .hasMessageContaining(") gave since the last checkpoint cannot be read again; use a source that is"
                        + " replayable, as a file")
                .hasMessageEndingWith("\nOr require less: Checkpoints.require(...)");
        assertThat(directory.resolve("none")).doesNotExist();
    }

    @Test
    void whatIsGivenMayBeRequired() throws InterruptedException {
        Pipeline pipeline = Pipeline.named("numbers");
        CollectingSink<Long> sink = new CollectingSink<>();
        pipeline.read("listed", ListSource.of(1L, 2L).eventTimeMillis(number -> number))
                .write("sink", sink);
        try (Job job = runtime.start(pipeline, Checkpoints.in(directory).require(Guarantee.EXACTLY_ONCE))) {
            job.await();
        }
        assertThat(sink.records()).containsExactly(1L, 2L);
    }
}
