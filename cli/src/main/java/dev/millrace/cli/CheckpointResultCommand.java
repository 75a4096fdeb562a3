package dev.millrace.cli;

import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.job.ResultExplanation;
import dev.millrace.api.job.ResultQuery;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.engine.SavedState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Names the records behind a result. */
@Command(
        name = "result",
        description =
                "Name the records behind one result of an operator: what the job has read between its oldest checkpoint and its"
                        + " newest one is read again, without sinks. The pipeline's functions are called; the sources are those"
                        + " of the pipeline, and must still have their records. Of several results the last is explained.")
final class CheckpointResultCommand implements Callable<Integer> {

    private final Screen screen;

    @Mixin
    private final CheckpointDirectory directory = new CheckpointDirectory();

    @Mixin
    private final PipelineOptions options = new PipelineOptions();

    @Parameters(index = "1", paramLabel = "OPERATOR", description = "Its name in the pipeline, as shown by 'show'.")
    private String operator = "";

    @Option(names = "--key", paramLabel = "K", description = "Only results whose key is printed like this.")
    private @Nullable String key;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "Only a result whose window has this time, or that is of this time: 2015-09-12T13:30:00Z.")
    private @Nullable Instant at;

    @Option(names = "--from-beginning", description = "Read the sources from their start, so that nothing came before.")
    private boolean isFromBeginning;

    @Parameters(index = "2..*", paramLabel = "ARGUMENT", description = "What the method of that class is called with.")
    private final List<String> arguments = new ArrayList<>();

    CheckpointResultCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        try (UserProgram program = options.load()) {
            Pipeline pipeline = program.requirePipeline(arguments.toArray(String[]::new));
            ResultExplanation explained = program.within(() -> explain(pipeline));
            screen.out().print(explained.describe());
            return explained.result().isPresent() ? ExitCode.OK : Main.EXIT_FAILED;
        }
    }

    private ResultExplanation explain(Pipeline pipeline) {
        directory.requireThere();
        try {
            return SavedState.in(directory.path()).explainResult(pipeline, query());
        } catch (IllegalStateException | JobFailedException | CorruptDataException refused) {
            throw new CommandException(String.valueOf(refused.getMessage()), refused);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private ResultQuery query() {
        ResultQuery query = ResultQuery.of(operator);
        query = key == null ? query : query.keyText(key);
        query = at == null ? query : query.at(at);
        return isFromBeginning ? query.fromBeginning() : query;
    }
}
