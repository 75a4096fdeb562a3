package dev.millrace.testkit.pipelines;

import dev.millrace.api.stream.Pipeline;
import dev.millrace.testkit.SimulationCase;
import dev.millrace.testkit.SimulationInput;
import java.util.List;
import java.util.function.Function;

/**
 * Makes cases for a {@link dev.millrace.testkit.Simulation} of the engine itself: one kind of pipeline after the other, with
 * random input, sizes and sinks. Immutable and thread-safe.
 */
public final class RandomPipelines implements Function<SimulationInput, SimulationCase> {

    private static final int RECORDS_MAX = 600;
    private static final int FEW_RECORDS_MAX = 60;

    private record Named(String name, Topology topology) {}

    private static final List<Named> TOPOLOGIES = List.of(
            new Named("functions", KeyedTopologies::functions),
            new Named("tumbling windows", WindowTopologies::tumbling),
            new Named("sliding windows", WindowTopologies::sliding),
            new Named("session windows", WindowTopologies::session),
            new Named("count windows", WindowTopologies::counting),
            new Named("several windows", WindowTopologies::severalWindows),
            new Named("several windows in time", WindowTopologies::severalWindowsInTime),
            new Named("trailing windows", WindowTopologies::trailing),
            new Named("early results", WindowTopologies::early),
            new Named("two stages", WindowTopologies::twoStages),
            new Named("interval join", JoinTopologies::interval),
            new Named("window join", JoinTopologies::window),
            new Named("co-groups", JoinTopologies::coGroup),
            new Named("as-of join", JoinTopologies::asOf),
            new Named("broadcast join", TableTopologies::broadcast),
            new Named("tables by key", TableTopologies::byKey),
            new Named("tables by reference", TableTopologies::byReference),
            new Named("running aggregate", KeyedTopologies::running),
            new Named("deduplication", KeyedTopologies::deduplicate),
            new Named("process function", KeyedTopologies::process),
            new Named("chained functions", KeyedTopologies::chained),
            new Named("expiring state", KeyedTopologies::expiring),
            new Named("lookup", KeyedTopologies::lookup),
            new Named("pattern", KeyedTopologies::pattern));

    private final int recordsMax;

    private RandomPipelines(int recordsMax) {
        this.recordsMax = recordsMax;
    }

    /**
     * Cases of up to six hundred records from each source.
     *
     * @return a generator of cases
     */
    public static RandomPipelines ofUsualSize() {
        return new RandomPipelines(RECORDS_MAX);
    }

    /**
     * Cases of up to sixty records from each source, to be simulated exhaustively.
     *
     * @return a generator of cases
     */
    public static RandomPipelines small() {
        return new RandomPipelines(FEW_RECORDS_MAX);
    }

    /**
     * The kinds of pipelines; the seed says which, in turn.
     *
     * @return their names
     */
    public static List<String> topologies() {
        return TOPOLOGIES.stream().map(Named::name).toList();
    }

    @Override
    public SimulationCase apply(SimulationInput input) {
        Named chosen = TOPOLOGIES.get(Math.floorMod(input.seed(), TOPOLOGIES.size()));
        Pipeline pipeline = Pipeline.named("simulation-" + input.seed());
        SimulationCase simulated = SimulationCase.of(chosen.name(), pipeline);
        chosen.topology()
                .build(
                        pipeline,
                        new RandomEvents(input, recordsMax),
                        new Outputs(simulated, input.random()),
                        input.random());
        return simulated;
    }
}
