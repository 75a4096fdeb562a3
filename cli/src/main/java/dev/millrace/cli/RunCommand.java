package dev.millrace.cli;

import dev.millrace.api.stream.Pipeline;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** Runs a pipeline of the user. */
@Command(
        name = "run",
        description = {
            "Run a class. If it has public static Pipeline pipeline(String[] args), that pipeline is run with progress,"
                    + " ledger and throughput; if it has only public static void main(String[] args), that is called.",
            "Options of this command come before the class, all that follows it belongs to the class."
        })
final class RunCommand implements Callable<Integer> {

    private final Screen screen;

    @Mixin
    private final RunOptions options = new RunOptions();

    @Mixin
    private final UserOptions user = new UserOptions();

    RunCommand(Screen screen) {
        this.screen = screen;
    }

    // A program with a main is not closed: the threads that it leaves running may load more classes.
    @SuppressWarnings("resource")
    @Override
    public Integer call() throws Exception {
        UserProgram program = user.load();
        Pipeline pipeline = program.pipeline(user.arguments());
        if (pipeline != null) {
            run(pipeline);
            program.close();
        } else if (options.areWorkersSet()) {
            throw new CommandException("--workers needs a method public static Pipeline pipeline(String[] args) in "
                    + program.className() + "; what its main starts has workers of its own");
        } else {
            program.callMain(user.arguments());
        }
        return ExitCode.OK;
    }

    private void run(Pipeline pipeline) throws InterruptedException {
        JobConsole console = new JobConsole(screen, options);
        JobConsole.Outcome outcome = console.run(pipeline);
        screen.out().println();
        console.report(outcome);
    }
}
