package dev.millrace.cli;

import dev.millrace.engine.checkpoint.CheckpointContents;
import dev.millrace.engine.checkpoint.CheckpointContents.OperatorState;
import dev.millrace.engine.checkpoint.StoredEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the state of an operator. */
@Command(
        name = "state",
        description =
                "Show the entries of an operator's state. Records are shown by the names of their fields; their classes"
                        + " are not needed. Fields that only the operator knows are shown by their length. With --main, what the"
                        + " state says is shown as the pipeline would see it: open windows and aggregates with their results.")
final class CheckpointStateCommand implements Callable<Integer> {

    private static final long LIMIT = 100;

    private final Screen screen;

    @Mixin
    private final CheckpointDirectory directory = new CheckpointDirectory();

    @Mixin
    private final PipelineOptions options = new PipelineOptions();

    @Parameters(index = "1", paramLabel = "OPERATOR", description = "Its name in the pipeline, as shown by 'show'.")
    private String operator = "";

    @Option(names = "--list", paramLabel = "NAME", description = "Only this list.")
    private @Nullable String list;

    @Option(names = "--key", paramLabel = "K", description = "Only entries whose key is printed like this.")
    private @Nullable String key;

    @Option(names = "--limit", paramLabel = "N", description = "At most so many entries; " + LIMIT + " unless set.")
    private long limit = LIMIT;

    @Option(names = "--epoch", paramLabel = "N", description = "Which checkpoint; the newest whole one unless set.")
    private @Nullable Long epoch;

    @Parameters(index = "2..*", paramLabel = "ARGUMENT", description = "What the method of that class is called with.")
    private final List<String> arguments = new ArrayList<>();

    private long found;

    CheckpointStateCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() throws IOException {
        if (options.isClassGiven()) {
            try (UserProgram program = options.load()) {
                new ShownState(screen, directory.path(), operator, key, limit)
                        .print(program, arguments.toArray(String[]::new), epoch);
            }
            return ExitCode.OK;
        }
        CheckpointContents contents = directory.read(screen, epoch);
        requireKnown(contents);
        found = 0;
        contents.entries(operator, entry -> {
            if (isWanted(entry) && ++found <= limit) {
                screen.out().println(entry.list() + "  " + StatePrinter.key(entry) + "  " + StatePrinter.fields(entry));
            }
        });
        if (found > limit) {
            screen.out().println("... and " + TextTable.number(found - limit) + " more; show them by --limit " + found);
        } else if (found == 0) {
            screen.out().println("no entries");
        }
        return ExitCode.OK;
    }

    private boolean isWanted(StoredEntry entry) {
        return (list == null || list.equals(entry.list())) && (key == null || key.equals(StatePrinter.key(entry)));
    }

    private void requireKnown(CheckpointContents contents) {
        List<OperatorState> operators = contents.operators();
        OperatorState known = operators.stream()
                .filter(each -> each.name().equals(operator))
                .findFirst()
                .orElseThrow(() -> new CommandException("no operator '" + operator + "'; there are "
                        + String.join(
                                ", ",
                                operators.stream().map(OperatorState::name).toList())));
        if (list != null && known.lists().stream().noneMatch(each -> each.name().equals(list))) {
            throw new CommandException("'" + operator + "' has no list '" + list + "'; it has "
                    + String.join(
                            ", ",
                            known.lists().stream()
                                    .map(CheckpointContents.ListSize::name)
                                    .toList()));
        }
    }
}
