package dev.millrace.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands that look into checkpoints. They change nothing, and a job may be running meanwhile. */
@Command(
        name = "checkpoint",
        description = "Look into the checkpoints of a job, which may be running.",
        synopsisSubcommandLabel = "COMMAND")
final class CheckpointCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    private CheckpointCommand() {}

    static CommandLine on(Screen screen) {
        return new CommandLine(new CheckpointCommand())
                .addSubcommand(new CheckpointListCommand(screen))
                .addSubcommand(new CheckpointShowCommand(screen))
                .addSubcommand(new CheckpointStateCommand(screen))
                .addSubcommand(new CheckpointDiffCommand(screen))
                .addSubcommand(new CheckpointResultCommand(screen))
                .addSubcommand(new CheckpointCheckCommand(screen));
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(spec.commandLine(), "no command is given");
        }
    }
}
