package dev.millrace.cli;

import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.api.type.Codecs;
import dev.millrace.api.type.SchemaVerdict;
import dev.millrace.api.type.SchemaVerdict.Outcome;
import dev.millrace.engine.checkpoint.CheckpointContents;
import dev.millrace.engine.job.LostState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says before a deployment whether new classes can take up the state. */
@Command(
        name = "check",
        description =
                "Say what becomes of stored values with the classes of a new jar: kept, migrated or refused. With --main,"
                        + " the codecs of the pipeline are used, and state of operators that it does not have is named. The exit"
                        + " code is 1 if any are refused, or state would be lost.")
final class CheckpointCheckCommand implements Callable<Integer> {

    private final Screen screen;

    @Mixin
    private final CheckpointDirectory directory = new CheckpointDirectory();

    @Mixin
    private final PipelineOptions options = new PipelineOptions();

    @Parameters(index = "1..*", paramLabel = "ARGUMENT", description = "What the method of that class is called with.")
    private final List<String> arguments = new ArrayList<>();

    @Option(names = "--epoch", paramLabel = "N", description = "Which checkpoint; the newest whole one unless set.")
    private @Nullable Long epoch;

    CheckpointCheckCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() throws IOException {
        CheckpointContents contents = directory.read(screen, epoch);
        Collection<SchemaVerdict> verdicts;
        Set<String> lost = Set.of();
        if (options.isClassGiven()) {
            try (UserProgram program = options.load()) {
                PipelineGraph graph = program.requirePipeline(arguments.toArray(String[]::new))
                        .freeze();
                verdicts = program.within(() -> contents.verdicts(graph.codecs()));
                lost = LostState.of(contents.operatorsWithState(), graph);
            }
        } else {
            verdicts = UserProgram.within(options.jars(), () -> contents.verdicts(Codecs.STANDARD));
        }
        return report(verdicts, lost);
    }

    private int report(Collection<SchemaVerdict> verdicts, Set<String> lost) {
        verdicts.stream()
                .sorted(Comparator.comparing(SchemaVerdict::outcome).reversed().thenComparing(SchemaVerdict::name))
                .forEach(this::print);
        lost.forEach(operator ->
                screen.out().println("lost  the state of '" + operator + "', which the pipeline does not have"));
        long refused = count(verdicts, Outcome.REFUSED);
        screen.out()
                .println(count(verdicts, Outcome.KEPT) + " kept, " + count(verdicts, Outcome.MIGRATED) + " migrated, "
                        + refused + " refused" + (lost.isEmpty() ? "" : ", " + lost.size() + " lost"));
        return refused == 0 && lost.isEmpty() ? ExitCode.OK : Main.EXIT_FAILED;
    }

    private void print(SchemaVerdict verdict) {
        screen.out().println(verdict.outcome().name().toLowerCase(Locale.ROOT) + "  " + verdict.name());
        verdict.changes().forEach(change -> screen.out().println("    " + change));
    }

    private static long count(Collection<SchemaVerdict> verdicts, Outcome outcome) {
        return verdicts.stream().filter(verdict -> verdict.outcome() == outcome).count();
    }
}
