package dev.millrace.cli;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Source;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.examples.DailyEdits;
import dev.millrace.examples.HourlyEdits;
import dev.millrace.examples.WikipediaHourly;
import dev.millrace.examples.WikipediaHourly.Edit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs {@link WikipediaHourly} and shows what came out. */
@Command(
        name = "demo",
        description = "Sum up a day of edits of all Wikipedias for each hour and channel, and show the busiest ones.")
final class DemoCommand implements Callable<Integer> {

    private final Screen screen;

    @Mixin
    private final RunOptions options = new RunOptions();

    @Option(
            names = "--output",
            paramLabel = "FILE.csv",
            description = "Write the results of all hours and channels to a file.")
    private @Nullable Path output;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "Let the edits arrive in another order, each up to 5 minutes late; the results are the same.")
    private @Nullable Long seed;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "Read other edits: JSON lines, plain or compressed. Those of 2015-09-12 unless set.")
    private @Nullable Path input;

    DemoCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() throws Exception {
        Path file = file();
        AtomicFile target = output == null ? null : AtomicFile.at(output);
        Source<Edit> edits = WikipediaHourly.edits(file);
        if (seed != null) {
            edits = WikipediaHourly.shuffled(edits, seed);
        }
        CollectingSink<HourlyEdits> hours = new CollectingSink<>();
        CollectingSink<DailyEdits> days = new CollectingSink<>();
        Pipeline pipeline = WikipediaHourly.pipeline(edits, hours, days);

        JobConsole console = new JobConsole(screen, options);
        JobConsole.Outcome outcome = console.run(pipeline);

        new EditsReport(hours.records(), days.records(), screen.glyphs())
                .lines()
                .forEach(screen.out()::println);
        console.report(outcome);
        if (target != null) {
            target.write(HourlyEdits.toCsv(hours.records()));
            screen.out()
                    .println(TextTable.number(hours.records().size()) + " results for hours and channels written to "
                            + output);
        }
        return ExitCode.OK;
    }

    private Path file() {
        if (input == null) {
            try {
                return WikipediaHourly.file();
            } catch (IllegalStateException notFound) {
                throw new CommandException(String.valueOf(notFound.getMessage()), notFound);
            }
        }
        if (!Files.exists(input)) {
            throw new CommandException("no such file: " + input);
        }
        return input;
    }
}
