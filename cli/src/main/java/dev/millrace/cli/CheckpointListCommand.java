package dev.millrace.cli;

import dev.millrace.api.type.CorruptDataException;
import dev.millrace.engine.checkpoint.CheckpointContents;
import dev.millrace.engine.checkpoint.CheckpointFiles.Entry;
import dev.millrace.engine.checkpoint.CheckpointHeader;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** Lists files. */
@Command(
        name = "list",
        description = "List all checkpoints, the newest first. Each is read and checked; the exit code is 1 if any is"
                + " damaged.")
final class CheckpointListCommand implements Callable<Integer> {

    private final Screen screen;

    @Mixin
    private final CheckpointDirectory directory = new CheckpointDirectory();

    CheckpointListCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() throws IOException {
        TextTable table = new TextTable(-1, "checkpoint", "epoch", "kind", "time", "bytes", "");
        boolean isAnyDamaged = false;
        for (Entry entry : directory.list()) {
            try {
                isAnyDamaged |= !add(table, entry);
            } catch (NoSuchFileException removed) {
                // A job that is running has made a newer one.
            }
        }
        table.lines().forEach(screen.out()::println);
        return isAnyDamaged ? Main.EXIT_FAILED : ExitCode.OK;
    }

    private boolean add(TextTable table, Entry entry) throws IOException {
        long size = directory.size(entry);
        try {
            CheckpointContents contents = directory.read(entry);
            CheckpointHeader header = contents.header();
            table.add(
                    entry.name(),
                    header.epoch(),
                    header.kind().name().toLowerCase(Locale.ROOT),
                    CheckpointContents.time(header.timeMillis()),
                    size,
                    contents.previousEpoch() == 0 ? "whole" : "whole, needs epoch " + contents.previousEpoch());
            return true;
        } catch (CorruptDataException damaged) {
            screen.error(String.valueOf(damaged.getMessage()));
            table.add(entry.name(), entry.epoch(), "", "", size, "damaged");
            return false;
        }
    }
}
