package dev.millrace.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Names a class of the user and its arguments. */
final class UserOptions {

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--jar",
            paramLabel = "FILE.jar",
            description = "Where the class is; may be given again for what it needs.")
    private final List<Path> jars = new ArrayList<>();

    @Parameters(
            paramLabel = "CLASS [ARGUMENT...]",
            arity = "0..*",
            hideParamSyntax = true,
            description = "The class, and what its method is called with.")
    private final List<String> words = new ArrayList<>();

    boolean areGiven() {
        return !words.isEmpty() || !jars.isEmpty();
    }

    /** Loads the class; the caller closes what is returned. */
    UserProgram load() {
        if (jars.isEmpty()) {
            throw usage("--jar FILE.jar is missing");
        }
        if (words.isEmpty()) {
            throw usage("the name of a class is missing");
        }
        return UserProgram.load(jars, words.get(0));
    }

    private RuntimeException usage(String message) {
        return spec == null ? new CommandException(message) : new ParameterException(spec.commandLine(), message);
    }

    List<Path> jars() {
        return jars;
    }

    String[] arguments() {
        return words.stream().skip(1).toArray(String[]::new);
    }
}
