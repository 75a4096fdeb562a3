package dev.millrace.cli;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.graph.Explanation;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Guarantee;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.examples.WikipediaHourly;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Describes a pipeline and its plan. */
@Command(
        name = "explain",
        description = {
            "Show what a pipeline does, how it would run, and what each of its sinks would get from end to end: that of the demo,"
                    + " or that of a class with public static Pipeline pipeline(String[] args).",
            "Without checkpoints every sink gets AT_MOST_ONCE."
        })
final class ExplainCommand implements Callable<Integer> {

    private final Screen screen;

    @Mixin
    private final RunOptions options = new RunOptions();

    @Mixin
    private final UserOptions user = new UserOptions();

    @Option(names = "--mermaid", description = "Print flow charts in the language of Mermaid.")
    private boolean isMermaidWanted;

    @Option(
            names = "--checkpoints",
            paramLabel = "DIR",
            defaultValue = "checkpoints",
            description =
                    "Directory that the program gives to its job for checkpoints: ${DEFAULT-VALUE} unless set. Nothing is"
                            + " read or written there.")
    private Path checkpoints = Path.of("checkpoints");

    @Option(
            names = "--require",
            paramLabel = "GUARANTEE",
            defaultValue = "NONE",
            description =
                    "Refuse a pipeline one of whose sinks would get less, as the start of a job does that requires it:"
                            + " ${COMPLETION-CANDIDATES}.")
    private Guarantee required = Guarantee.NONE;

    ExplainCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        if (!user.areGiven()) {
            explain(WikipediaHourly.pipeline(
                    WikipediaHourly.edits(WikipediaHourly.file()), new CollectingSink<>(), new CollectingSink<>()));
            return ExitCode.OK;
        }
        try (UserProgram program = user.load()) {
            explain(program.requirePipeline(user.arguments()));
        }
        return ExitCode.OK;
    }

    private void explain(Pipeline pipeline) {
        try (EmbeddedRuntime runtime = options.newRuntime()) {
            Explanation plan = plan(runtime, pipeline);
            screen.out().print(text(pipeline.explain()));
            screen.out().println();
            screen.out().print(text(plan));
            screen.out().flush();
        }
    }

    private Explanation plan(EmbeddedRuntime runtime, Pipeline pipeline) {
        try {
            return runtime.explain(pipeline, Checkpoints.in(checkpoints).require(required));
        } catch (IllegalStateException refused) {
            throw new CommandException(String.valueOf(refused.getMessage()), refused);
        }
    }

    private String text(Explanation explanation) {
        return isMermaidWanted ? explanation.mermaid() : explanation.text();
    }
}
