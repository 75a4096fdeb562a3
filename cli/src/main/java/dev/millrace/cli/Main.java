package dev.millrace.cli;

import dev.millrace.api.job.JobFailedException;
import java.io.PrintWriter;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code millrace} command. */
@Command(
        name = "millrace",
        description = "Runs stream processing pipelines.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Main.Version.class)
public final class Main implements Runnable {

    /** Exit code if a job or its input is at fault. */
    static final int EXIT_FAILED = CommandLine.ExitCode.SOFTWARE;

    /** Exit code if the command line is at fault. */
    static final int EXIT_USAGE = CommandLine.ExitCode.USAGE;

    /** Exit code after an interruption, as shells have it: 128 and the number of the signal. */
    static final int EXIT_INTERRUPTED = 128 + 2;

    private static final int HELP_COLUMNS = 100;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this text and exit.",
            scope = CommandLine.ScopeType.INHERIT)
    @SuppressWarnings("unused") // picocli's
    private boolean isHelpRequested;

    @Option(names = "--version", versionHelp = true, description = "Print the version and exit.")
    @SuppressWarnings("unused") // picocli's
    private boolean isVersionRequested;

    @Option(
            names = "--stacktrace",
            description = "Show where in the code a failure came from.",
            scope = CommandLine.ScopeType.INHERIT)
    private boolean isStacktraceWanted;

    private Main() {}

    /**
     * Runs a command and, if it fails, exits with its code. After success it returns, so that threads which a user's
     * program has started go on.
     *
     * @param args a command and its arguments
     */
    public static void main(String[] args) {
        Screen screen = Screen.ofProcess();
        // What pipelines print goes through the screen, which moves the line of progress out of its way.
        System.setOut(screen.out());
        int exitCode = commandLine(screen).execute(args);
        screen.out().flush();
        if (exitCode != CommandLine.ExitCode.OK) {
            System.exit(exitCode);
        }
    }

    /** The commands, printing on a screen. */
    static CommandLine commandLine(Screen screen) {
        Main main = new Main();
        CommandLine commandLine = new CommandLine(main);
        commandLine.addSubcommand(new DemoCommand(screen));
        // What follows the class belongs to the class, also if it looks like an option.
        commandLine.addSubcommand(new CommandLine(new RunCommand(screen)).setStopAtPositional(true));
        commandLine.addSubcommand(new CommandLine(new ExplainCommand(screen)).setStopAtPositional(true));
        commandLine.addSubcommand(new CommandLine(new PackageCommand(screen)).setStopAtPositional(true));
        commandLine.addSubcommand(CheckpointCommand.on(screen));
        commandLine.addSubcommand(new SimulateCommand(screen));
        return commandLine
                .setOut(new PrintWriter(screen.out(), true, screen.charset()))
                .setErr(new PrintWriter(screen.err(), true, screen.charset()))
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setUsageHelpWidth(HELP_COLUMNS)
                .setParameterExceptionHandler((failure, args) -> explainUsage(screen, failure))
                .setExecutionExceptionHandler(
                        (failure, command, result) -> main.explainFailure(screen, command, failure));
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "no command is given");
        }
    }

    private static int explainUsage(Screen screen, ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            message += ", did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?";
        }
        screen.error(lowerFirst(message) + " (see " + command.getCommandSpec().qualifiedName() + " --help)");
        return EXIT_USAGE;
    }

    private int explainFailure(Screen screen, CommandLine command, Exception failure) {
        if (failure instanceof CancellationException) {
            // Interruption has said so.
            return EXIT_INTERRUPTED;
        }
        boolean isExplained = failure instanceof CommandException || failure instanceof JobFailedException;
        screen.error(isExplained ? String.valueOf(failure.getMessage()) : "unexpected " + failure);
        if (isStacktraceWanted) {
            screen.err().println(command.getColorScheme().stackTraceText(failure));
        }
        return EXIT_FAILED;
    }

    private static String lowerFirst(String message) {
        return Character.toLowerCase(message.charAt(0)) + message.substring(1);
    }

    /** Reads the version from the manifest of the jar. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"millrace " + (version == null ? "(not packaged)" : version)};
        }
    }
}
