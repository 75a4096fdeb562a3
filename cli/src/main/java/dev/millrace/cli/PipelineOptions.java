package dev.millrace.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Names the class of a job's pipeline, for commands that look at what the job has left behind. */
final class PipelineOptions {

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--jar",
            paramLabel = "FILE.jar",
            description = "Where the classes are; may be given again. That of this command alone unless set.")
    private final List<Path> jars = new ArrayList<>();

    @Option(
            names = "--main",
            paramLabel = "CLASS",
            description = "Has public static Pipeline pipeline(String[] args), the pipeline of the job; it is not run.")
    private @Nullable String className;

    List<Path> jars() {
        return jars;
    }

    boolean isClassGiven() {
        return className != null;
    }

    /** Loads the class; the caller closes what is returned. */
    UserProgram load() {
        if (className == null) {
            throw usage("--main CLASS is missing");
        }
        return UserProgram.load(jars, className);
    }

    private RuntimeException usage(String message) {
        return spec == null ? new CommandException(message) : new ParameterException(spec.commandLine(), message);
    }
}
