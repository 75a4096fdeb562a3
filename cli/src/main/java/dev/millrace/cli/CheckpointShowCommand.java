package dev.millrace.cli;

import dev.millrace.engine.checkpoint.CheckpointContents;
import dev.millrace.engine.checkpoint.CheckpointContents.ListSize;
import dev.millrace.engine.checkpoint.CheckpointContents.OperatorState;
import dev.millrace.engine.checkpoint.CheckpointHeader;
import dev.millrace.engine.metrics.OperatorCounters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what is in a checkpoint. */
@Command(
        name = "show",
        description = "Show positions, watermarks, counters, the size of all state, and what sinks have prepared.")
final class CheckpointShowCommand implements Callable<Integer> {

    private static final int POSITION_MAX = 40;

    private final Screen screen;

    @Mixin
    private final CheckpointDirectory directory = new CheckpointDirectory();

    @Option(names = "--epoch", paramLabel = "N", description = "Which one; the newest whole one unless set.")
    private @Nullable Long epoch;

    CheckpointShowCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() throws IOException {
        CheckpointContents contents = directory.read(screen, epoch);
        CheckpointHeader header = contents.header();
        screen.out()
                .println("pipeline " + header.pipeline() + ", epoch " + header.epoch() + ", "
                        + header.kind().name().toLowerCase(Locale.ROOT) + " of "
                        + CheckpointContents.time(header.timeMillis()) + ", " + header.workers()
                        + (header.workers() == 1 ? " worker" : " workers")
                        + (contents.previousEpoch() == 0
                                ? ""
                                : "; its file has what changed since epoch " + contents.previousEpoch()));
        print(splits(contents));
        print(operators(contents));
        print(lists(contents));
        if (!contents.work().isEmpty()) {
            print(work(contents));
        }
        return ExitCode.OK;
    }

    private void print(TextTable table) {
        screen.out().println();
        table.lines().forEach(screen.out()::println);
    }

    private static TextTable splits(CheckpointContents contents) {
        TextTable table = new TextTable(1, "source", "split", "watermark", "position");
        contents.splits()
                .forEach(split -> table.add(
                        split.source(),
                        split.state().id(),
                        CheckpointContents.time(split.state().time().watermark()),
                        position(split.state().position())));
        return table;
    }

    /** A position is the connector's own: text, if it looks like that. */
    private static String position(byte @Nullable [] bytes) {
        if (bytes == null) {
            return "ended";
        }
        boolean isText = bytes.length > 0;
        for (byte each : bytes) {
            isText &= each >= ' ' && each <= '~';
        }
        String text = isText
                ? new String(bytes, StandardCharsets.US_ASCII)
                : "0x" + HexFormat.of().formatHex(bytes);
        return text.length() <= POSITION_MAX ? text : text.substring(0, POSITION_MAX - 3) + "...";
    }

    private static TextTable operators(CheckpointContents contents) {
        Map<String, Long> watermarks = contents.watermarks();
        TextTable table = new TextTable(
                -1, "operator", "tasks", "watermark", "in", "passed", "filtered", "late", "failed", "dropped", "out");
        for (OperatorState operator : contents.operators()) {
            OperatorCounters counters = operator.counters();
            Long watermark = watermarks.get(operator.name());
            table.add(
                    operator.name(),
                    operator.tasks(),
                    watermark == null ? "" : CheckpointContents.time(watermark),
                    counters.in,
                    counters.passed,
                    counters.filtered,
                    counters.late,
                    counters.failed,
                    counters.dropped,
                    counters.out);
        }
        return table;
    }

    private static TextTable lists(CheckpointContents contents) {
        TextTable table = new TextTable(1, "state of", "list", "entries", "bytes");
        for (OperatorState operator : contents.operators()) {
            for (ListSize list : operator.lists()) {
                table.add(operator.name(), list.name(), list.entries(), list.bytes());
            }
        }
        return table;
    }

    private static TextTable work(CheckpointContents contents) {
        TextTable table = new TextTable(-1, "prepared by", "writer", "epoch", "bytes");
        contents.work().forEach(work -> table.add(work.sink(), work.writer(), work.epoch(), (long) work.bytes()));
        return table;
    }
}
