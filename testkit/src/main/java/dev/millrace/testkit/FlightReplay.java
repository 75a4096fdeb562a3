package dev.millrace.testkit;

import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.TimedSource;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.flight.Flight;
import dev.millrace.engine.flight.FlightSplit;
import dev.millrace.engine.flight.v1.FlightFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Replays through a pipeline what a flight recorder has kept of a job: the same records, from splits of the same names and at the
 * same positions, on one thread and in virtual time. Sources are not opened and sinks are left out, so nothing outside is touched. Immutable.
 *
 * <pre>{@code
 * FlightReplay.beside(OrdersFlightTest.class, "OrdersFlightTest.flight").run(Orders.pipeline());
 * }</pre>
 *
 * <p>The state is empty at the start, and bytes that a source took for no record are not replayed; nor is what a sink does.
 */
public final class FlightReplay {

    private static final List<String> SOURCE_FOLDERS = List.of("src/test/java", "src/test/resources");

    private final byte[] file;
    private final boolean isWithSinks;

    private FlightReplay(byte[] file, boolean isWithSinks) {
        this.file = file;
        this.isWithSinks = isWithSinks;
    }

    /**
     * Reads the file beside a test: a resource of its package, or a file next to its source, below {@code src/test} of the
     * working directory.
     *
     * @param test the class of the test
     * @param name of the file
     * @return the replay
     * @throws UncheckedIOException if it is not there, or cannot be read; the message says where it was looked for
     */
    public static FlightReplay beside(Class<?> test, String name) {
        try (InputStream resource = test.getResourceAsStream(name)) {
            if (resource != null) {
                return new FlightReplay(resource.readAllBytes(), false);
            }
            for (String folder : SOURCE_FOLDERS) {
                Path path = Path.of(folder, test.getPackageName().replace('.', '/'), name);
                if (Files.exists(path)) {
                    return of(path);
                }
            }
            throw new NoSuchFileException(
                    name, null, "it is neither a resource beside " + test.getName() + " nor below " + SOURCE_FOLDERS);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /**
     * Reads a file.
     *
     * @param path to the file
     * @return the replay
     * @throws UncheckedIOException if it cannot be read
     */
    public static FlightReplay of(Path path) {
        try {
            return new FlightReplay(Files.readAllBytes(path), false);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /**
     * Leaves the pipeline its sinks, for a job that failed in one, or to look at the results. They write where they always do.
     *
     * @return a new replay
     */
    public FlightReplay withSinks() {
        return new FlightReplay(file, true);
    }

    /**
     * Makes a run that has not begun.
     *
     * @param pipeline with sources of the same names and types; its name does not matter
     * @return the run; its clock stands where the job's stood when the flight was written
     * @throws IllegalArgumentException if the pipeline has no source of a recorded name
     * @throws dev.millrace.api.type.CorruptDataException if the file is damaged, or its records cannot be read as their classes are now
     */
    public TestRun start(Pipeline pipeline) {
        Flight flight = FlightFile.read(file, pipeline.freeze().codecs());
        return TestRun.of(pipeline)
                .startAt(Instant.ofEpochMilli(flight.takenAtMillis()))
                .rewriting(graph -> rewrite(graph, flight))
                .start();
    }

    /**
     * Replays all records, and what ended then ends.
     *
     * @param pipeline as for {@link #start}
     * @throws JobFailedException if the job fails, as it did then or otherwise
     */
    public void run(Pipeline pipeline) {
        TestRun run = start(pipeline).runUntilIdle();
        JobFailedException failure = run.failure();
        if (failure != null) {
            throw failure;
        }
    }

    private PipelineGraph rewrite(PipelineGraph graph, Flight flight) {
        requireSources(graph, flight);
        List<Node> nodes =
                graph.nodes().stream().map(node -> rewrite(node, flight)).toList();
        return new PipelineGraph(graph.name(), nodes, graph.codecs(), graph.failurePolicies());
    }

    private static void requireSources(PipelineGraph graph, Flight flight) {
        Set<String> recorded = new LinkedHashSet<>();
        flight.splits().forEach(split -> recorded.add(split.source()));
        Set<String> known = new LinkedHashSet<>();
        graph.nodes().stream().filter(Node.SourceNode.class::isInstance).forEach(node -> known.add(node.name()));
        if (!known.containsAll(recorded)) {
            throw new IllegalArgumentException("the flight has records of the sources " + recorded + ", and pipeline '"
                    + graph.name() + "' reads " + known + "; is this the pipeline of that job?");
        }
    }

    private Node rewrite(Node node, Flight flight) {
        if (node instanceof Node.SourceNode source) {
            return new Node.SourceNode(source.id(), source.name(), replayed(source, flight));
        }
        return node instanceof Node.SinkNode sink && !isWithSinks
                ? new Node.SinkNode(sink.id(), sink.name(), sink.input(), NOWHERE)
                : node;
    }

    @SuppressWarnings("unchecked") // the records are of the type that the source gave, or their reading has failed
    private static TimedSource<Object> replayed(Node.SourceNode node, Flight flight) {
        TimedSource<Object> original = (TimedSource<Object>) node.source();
        List<FlightSplit> splits = flight.splits().stream()
                .filter(split -> split.source().equals(node.name()))
                .toList();
        // The job may have failed before it had opened this one.
        List<FlightSplit> some =
                splits.isEmpty() ? List.of(new FlightSplit(node.name(), "", false, false, 0, List.of())) : splits;
        return new TimedSource<>(new ReplayedSource(some), original.time());
    }

    private static final Sink<Object> NOWHERE = new Nowhere();

    /** As many writers as anybody wants, none of which writes. */
    private record Nowhere() implements Sink<Object> {

        @Override
        public SinkWriter<Object> open(WriterContext context) {
            return records -> {};
        }

        @Override
        public int writersMax() {
            return Integer.MAX_VALUE;
        }

        @Override
        public Guarantee guarantee() {
            return Guarantee.AT_LEAST_ONCE;
        }
    }
}
