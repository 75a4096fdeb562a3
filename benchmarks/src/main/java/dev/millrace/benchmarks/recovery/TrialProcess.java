package dev.millrace.benchmarks.recovery;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.EngineName;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;

/**
 * The main class of a process of a trial. Arguments: phase, engine, number of keys, threads, directory, milliseconds from one
 * checkpoint to the next, of the warm-up, and that are measured. Prints its figures and dies by its own hand, without ending the
 * job.
 */
public final class TrialProcess {

    private static final double MILLIS = 1e-6;
    private static final long PATIENCE_NANOS = 300_000_000_000L;
    private static final long POLL_MILLIS = 2;

    /** Compared with the plain loop after a restart: more than a few batches. */
    private static final long RESULTS_AFTER_RESTART = 100_000;

    private final Trial trial;
    private final StatefulEngine engine;
    private final Figures figures = new Figures();

    private TrialProcess(Trial trial, StatefulEngine engine) {
        this.trial = trial;
        this.engine = engine;
    }

    /**
     * Runs.
     *
     * @param arguments see above
     */
    public static void main(String[] arguments) {
        try {
            run(List.of(arguments));
            System.out.flush();
            Runtime.getRuntime().halt(0);
        } catch (Throwable failure) {
            System.getLogger(TrialProcess.class.getName()).log(System.Logger.Level.ERROR, "the trial failed", failure);
            Runtime.getRuntime().halt(1);
        }
    }

    private static void run(List<String> arguments) throws Exception {
        Phase phase = Phase.valueOf(arguments.get(0));
        long intervalMillis = Long.parseLong(arguments.get(5));
        Trial trial = new Trial(
                new MovingKeys(Integer.parseInt(arguments.get(2))), phase != Phase.PLAIN, intervalMillis * 1_000_000);
        TrialProcess process = new TrialProcess(trial, engine(EngineName.valueOf(arguments.get(1))));
        StatefulEngine.Setup setup = new StatefulEngine.Setup(
                trial,
                Integer.parseInt(arguments.get(3)),
                phase == Phase.PLAIN ? null : Path.of(arguments.get(4)),
                intervalMillis);
        long measuredMillis = Long.parseLong(arguments.get(7));
        process.engine.open(setup);
        if (phase == Phase.RESTARTED) {
            process.restart(setup);
        } else {
            process.fill(setup);
            process.warmUp(Long.parseLong(arguments.get(6)));
            process.measure(measuredMillis);
        }
        process.check();
        process.figures.toLines().forEach(System.out::println);
    }

    private static StatefulEngine engine(EngineName name) {
        if (name == EngineName.MILLRACE_OPAQUE) {
            return new MillraceTrial();
        }
        return ServiceLoader.load(StatefulEngine.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(engine -> engine.name() == name)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " has no part in trials"));
    }

    private void fill(StatefulEngine.Setup setup) throws Exception {
        long begin = System.nanoTime();
        engine.start(setup);
        await("keys were put", () -> trial.results() >= trial.keys().count());
        figures.add("fill_s", (System.nanoTime() - begin) / 1e9);
    }

    /** With checkpoints, until two of them hold all keys. */
    private void warmUp(long millis) throws Exception {
        long end = System.nanoTime() + millis * 1_000_000;
        long complete = trial.checkpointsComplete() + (trial.movesAtCheckpoints() ? 3 : 0);
        await("checkpoints", () -> System.nanoTime() - end >= 0 && trial.checkpointsComplete() >= complete);
    }

    private void measure(long millis) throws Exception {
        trial.setMeasuring(true);
        long beginMillis = System.currentTimeMillis();
        Sample before = Sample.of(trial);
        Thread.sleep(millis);
        engine.requireRunning();
        Sample.of(trial).addSince(before, figures);
        trial.setMeasuring(false);
        figures.addAll("pause_ms", trial.pauses(), MILLIS);
        figures.addAll("checkpoint_ms", trial.durations(), MILLIS);
        StatefulEngine.OwnFigures own = engine.figures(beginMillis);
        figures.add("failed", (double) own.failed());
        figures.add("state_mb", own.stateBytes() / 1e6);
        own.pauseP99Millis().ifPresent(pause -> figures.add("own_pause_ms_p99", pause));
        own.pauseMaxMillis().ifPresent(pause -> figures.add("own_pause_ms_max", pause));
        figures.addAll("own_checkpoint_ms", own.totalMillis(), 1);
    }

    private void restart(StatefulEngine.Setup setup) throws Exception {
        long begin = System.nanoTime();
        engine.start(setup);
        await("a result came", trial::hasResult);
        figures.add("restart_ms", (trial.firstResultNanos() - begin) * MILLIS);
        figures.add("first_result_at", (double) trial.firstResultMillis());
        await("more results came", () -> trial.results() >= RESULTS_AFTER_RESTART);
    }

    /** Stops the source, waits for the last result, and compares the answer with that of a plain loop. */
    private void check() throws Exception {
        trial.stop();
        await("the source stopped", () -> trial.records() != null);
        Trial.Records records = trial.records();
        if (records == null) {
            throw new IllegalStateException("the source has not stopped");
        }
        await("all results came", () -> trial.results() >= records.end() - records.from());
        Answer answer = trial.answer();
        Replay replay = Replay.of(trial.keys(), records);
        if (!replay.answer().equals(answer)) {
            throw new IllegalStateException(
                    "the answer is " + answer + ", but that to " + records + " is " + replay.answer());
        }
        figures.addAll("changed_share", replay.changedShares(), 1);
    }

    private void await(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.call()) {
            engine.requireRunning();
            if (System.nanoTime() - end >= 0) {
                throw new IllegalStateException("it has taken too long until " + what + ": " + trial.results()
                        + " results for " + trial.emitted() + " records, " + trial.checkpointsComplete()
                        + " checkpoints");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }
}
