package dev.millrace.testkit;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One case, made anew for each run of it, with some of its records left out. */
final class Trial {

    /** Cases are small: one that takes more steps without idling is stuck. */
    private static final long STEPS_MAX = 3_000_000;

    private final Function<? super SimulationInput, SimulationCase> generator;
    private final SimulationOptions options;
    private final BitSet dropped;

    /** The run with mishaps, once it has started. */
    private @Nullable TestRun run;

    private @Nullable SimulationInput input;

    Trial(Function<? super SimulationInput, SimulationCase> generator, SimulationOptions options, BitSet dropped) {
        this.generator = generator;
        this.options = options;
        this.dropped = dropped;
    }

    SimulationOptions options() {
        return options;
    }

    /** What comes out if nothing goes wrong. */
    Map<String, Object> reference() {
        SimulationCase one = make();
        int workers = one.hasSameWorkers() ? options.workers() : options.referenceWorkers();
        TestRun calm = builder(one, workers, options.referenceSchedule())
                .mishaps(new ListedMishaps())
                .start();
        finish(calm);
        return one.results();
    }

    /** Runs the case with mishaps; fails unless results are the expected ones. */
    SimulationReport run(Mishaps mishaps, Map<String, Object> expected) {
        SimulationCase one = make();
        TestRun.Builder builder =
                builder(one, options.workers(), options.schedule()).mishaps(mishaps);
        run = (one.hasSameWorkers() ? builder.withSameWorkers() : builder).start();
        finish(run);
        Difference.requireNone(one.results(), expected, "that of the run without a crash");
        SimulatedDisk disk = Objects.requireNonNull(run.disk());
        return new SimulationReport(
                one.topology(),
                Objects.requireNonNull(input).kept().size(),
                disk.crashes(),
                disk.crashesAtStart(),
                disk.restores(),
                disk.faults(),
                disk.operations());
    }

    private SimulationCase make() {
        input = new SimulationInput(options.seed(), dropped);
        return generator.apply(input);
    }

    private TestRun.Builder builder(SimulationCase one, int workers, long schedule) {
        TestRun.Builder builder =
                TestRun.of(one.pipeline()).workers(workers).seed(schedule).stepsMax(STEPS_MAX);
        return options.isEachStepChecked() ? builder : builder.withoutChecks();
    }

    private static void finish(TestRun run) {
        run.runToEnd();
        List<String> imbalances = run.ledger().imbalances();
        if (!imbalances.isEmpty()) {
            throw new AssertionError("a record is not accounted for in " + run + ":\n" + String.join("\n", imbalances));
        }
    }

    BitSet keptNumbers() {
        return input == null ? new BitSet() : input.keptNumbers();
    }

    /** Operations that the last start of the job took. */
    long operationsOfStart() {
        return run == null || run.disk() == null ? 0 : run.disk().operationsOfStart();
    }

    /** All that is known about it, after it has run. */
    String describe() {
        StringBuilder text = new StringBuilder("  ").append(options);
        if (run != null) {
            text.append("\n  ").append(run);
            SimulatedDisk disk = run.disk();
            if (disk != null) {
                disk.history().forEach(line -> text.append("\n    ").append(line));
            }
        }
        if (input != null) {
            List<Object> kept = input.kept();
            text.append("\n  ").append(kept.size()).append(" records");
            if (kept.size() <= SHOWN_MAX) {
                kept.forEach(record -> text.append("\n    ").append(record));
            }
        }
        return text.toString();
    }

    private static final int SHOWN_MAX = 30;
}
