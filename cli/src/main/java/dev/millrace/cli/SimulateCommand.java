package dev.millrace.cli;

import dev.millrace.testkit.Simulation;
import dev.millrace.testkit.SimulationFailure;
import dev.millrace.testkit.SimulationTally;
import dev.millrace.testkit.pipelines.RandomPipelines;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Simulates random pipelines on machines that die. */
@Command(
        name = "simulate",
        description =
                "Run random pipelines on simulated machines that die, and compare what comes out with runs in which"
                        + " nothing goes wrong.")
final class SimulateCommand implements Callable<Integer> {

    /** A line of progress after so many seeds, where no status can be shown. */
    private static final int REPORTED_EVERY = 100;

    private final Screen screen;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--seeds",
            paramLabel = "COUNT",
            defaultValue = "1000",
            description = "How many cases (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--from",
            paramLabel = "SEED",
            defaultValue = "0",
            description = "Seed of the first case; the others follow (default: ${DEFAULT-VALUE}).")
    private long from;

    @Option(
            names = "--exhaustive",
            description =
                    "Take small cases, and run each with a failure at each single operation of the disk, a crash at each,"
                            + " and a crash at each and another one during the start that follows.")
    private boolean isExhaustive;

    SimulateCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        if (seeds < 1 && spec != null) {
            throw new ParameterException(spec.commandLine(), "--seeds must be at least 1, got " + seeds);
        }
        // Failed checkpoints are what is wanted here, thousands of them.
        Logger logger = Logger.getLogger("dev.millrace.engine");
        Level before = logger.getLevel();
        logger.setLevel(Level.OFF);
        try {
            return simulate();
        } finally {
            logger.setLevel(before);
        }
    }

    private int simulate() {
        Simulation simulation = Simulation.of(isExhaustive ? RandomPipelines.small() : RandomPipelines.ofUsualSize());
        SimulationTally tally = new SimulationTally();
        for (int i = 0; i < seeds; i++) {
            try {
                if (isExhaustive) {
                    simulation.exhaust(from + i, tally);
                } else {
                    tally.add(simulation.run(from + i));
                }
            } catch (SimulationFailure failure) {
                screen.clearStatus();
                tally.lines().forEach(screen.out()::println);
                screen.out().println(failure.getMessage());
                screen.error("seed " + failure.seed() + " fails; again with: millrace simulate --from " + failure.seed()
                        + " --seeds 1" + (isExhaustive ? " --exhaustive" : ""));
                return Main.EXIT_FAILED;
            }
            showProgress(i + 1, tally);
        }
        screen.clearStatus();
        tally.lines().forEach(screen.out()::println);
        screen.out().println("all runs gave what they give without mishaps");
        screen.out().flush();
        return ExitCode.OK;
    }

    private void showProgress(int done, SimulationTally tally) {
        String text = TextTable.number(done) + " of " + TextTable.number(seeds) + " seeds, "
                + TextTable.number(tally.crashes()) + " crashes, " + TextTable.number(tally.restores()) + " restores";
        if (screen.isTerminal()) {
            screen.showStatus(text);
        } else if (done % REPORTED_EVERY == 0) {
            screen.out().println(text);
        }
    }
}
