package dev.millrace.cli;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.graph.Explanation;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.examples.WikipediaHourly;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Describes a pipeline and its plan. */
@Command(
        name = "explain",
        description = "Show what a pipeline does and how it would run: that of the demo, or that of a class with public"
                + " static Pipeline pipeline(String[] args).")
final class ExplainCommand implements Callable<Integer> {

    private final Screen screen;

    @Mixin
    private final RunOptions options = new RunOptions();

    @Mixin
    private final UserOptions user = new UserOptions();

    @Option(names = "--mermaid", description = "Print flow charts in the language of Mermaid.")
    private boolean isMermaidWanted;

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
            Pipeline pipeline = program.pipeline(user.arguments());
            if (pipeline == null) {
                throw new CommandException(program.className()
                        + " has no method public static Pipeline pipeline(String[] args), so there is nothing to"
                        + " explain");
            }
            explain(pipeline);
        }
        return ExitCode.OK;
    }

    private void explain(Pipeline pipeline) {
        try (EmbeddedRuntime runtime = options.newRuntime()) {
            Explanation plan = runtime.explain(pipeline);
            screen.out().print(text(pipeline.explain()));
            screen.out().println();
            screen.out().print(text(plan));
            screen.out().flush();
        }
    }

    private String text(Explanation explanation) {
        return isMermaidWanted ? explanation.mermaid() : explanation.text();
    }
}
