package dev.millrace.cli;

import dev.millrace.engine.checkpoint.CheckpointContents;
import dev.millrace.engine.checkpoint.CheckpointContents.OperatorState;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares two checkpoints. */
@Command(
        name = "diff",
        description =
                "Compare the state of two epochs: which keys were added (+), removed (-) or changed (~). The state of"
                        + " both is held in memory, one operator at a time.")
final class CheckpointDiffCommand implements Callable<Integer> {

    private static final int LIMIT = 20;

    private final Screen screen;

    @Mixin
    private final CheckpointDirectory directory = new CheckpointDirectory();

    @Parameters(index = "1", paramLabel = "EPOCH1", description = "The one before.")
    private long before;

    @Parameters(index = "2", paramLabel = "EPOCH2", description = "The one after.")
    private long after;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "At most so many keys of a list; " + LIMIT + " unless set.")
    private int limit = LIMIT;

    CheckpointDiffCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() throws IOException {
        CheckpointContents first = directory.read(screen, before);
        CheckpointContents second = directory.read(screen, after);
        Set<String> operators = new LinkedHashSet<>();
        first.operators().stream().map(OperatorState::name).forEach(operators::add);
        second.operators().stream().map(OperatorState::name).forEach(operators::add);
        boolean isAnyDifferent = false;
        for (String operator : operators) {
            for (var each : StateDifference.of(first, second, operator).entrySet()) {
                isAnyDifferent |= print(operator + "  " + each.getKey(), each.getValue());
            }
        }
        if (!isAnyDifferent) {
            screen.out().println("no difference");
        }
        return ExitCode.OK;
    }

    private boolean print(String title, StateDifference difference) {
        if (difference.lines.isEmpty()) {
            return false;
        }
        screen.out()
                .println(title + ": " + difference.added + " added, " + difference.removed + " removed, "
                        + difference.changed + " changed");
        difference.lines.stream().limit(limit).forEach(line -> screen.out().println("  " + line));
        if (difference.lines.size() > limit) {
            screen.out().println("  ... and " + (difference.lines.size() - limit) + " more");
        }
        return true;
    }
}
