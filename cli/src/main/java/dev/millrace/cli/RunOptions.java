package dev.millrace.cli;

import dev.millrace.engine.EmbeddedRuntime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of all commands that run or plan a pipeline. */
final class RunOptions {

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Number of worker threads; one for each processor unless set.")
    private @Nullable Integer workers;

    boolean areWorkersSet() {
        return workers != null;
    }

    /** Makes a runtime, to be closed by the caller. */
    EmbeddedRuntime newRuntime() {
        EmbeddedRuntime.Builder builder = EmbeddedRuntime.builder();
        if (workers != null) {
            try {
                builder.workers(workers);
            } catch (IllegalArgumentException outOfRange) {
                String message = "invalid value for option '--workers': " + outOfRange.getMessage();
                if (spec == null) {
                    throw new CommandException(message, outOfRange);
                }
                throw new ParameterException(spec.commandLine(), message, outOfRange);
            }
        }
        return builder.build();
    }

    int workerCount() {
        return workers == null ? Runtime.getRuntime().availableProcessors() : workers;
    }
}
