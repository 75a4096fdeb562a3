package dev.millrace.engine;

import dev.millrace.api.connector.Push;
import dev.millrace.api.connector.PushLog;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.storage.Storage;
import dev.millrace.engine.job.QueuedPush;
import dev.millrace.engine.storage.DirectoryStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What a program pushes into, by source, and the directories of their logs, for as long as the job runs. */
final class PushDoors implements AutoCloseable {

    private static final System.Logger LOGGER = System.getLogger(PushDoors.class.getName());

    private final PipelineGraph graph;
    private final Map<String, QueuedPush> pushes = new LinkedHashMap<>();
    private final List<Storage> opened = new ArrayList<>();

    PushDoors(PipelineGraph graph) {
        this.graph = graph;
    }

    /** That of an execution before, or a new one. */
    synchronized QueuedPush find(
            String source, Push<?> push, Runnable wakeUp, Supplier<@Nullable RuntimeException> refusal) {
        QueuedPush found = pushes.get(source);
        if (found != null) {
            return found;
        }
        try {
            QueuedPush made = QueuedPush.open(source, push, storage(push.log()), graph.codecs(), wakeUp, refusal);
            pushes.put(source, made);
            return made;
        } catch (IOException | RuntimeException failed) {
            throw new JobFailedException(graph.name(), source, null, failed);
        }
    }

    private @Nullable Storage storage(@Nullable PushLog log) throws IOException {
        Path directory = log == null ? null : log.directory();
        if (directory == null) {
            return log == null ? null : log.storage();
        }
        Storage storage = DirectoryStorage.open(directory);
        opened.add(storage);
        return storage;
    }

    /** Lets others use the directories. */
    @Override
    public synchronized void close() {
        pushes.forEach((source, push) -> closeLoudly(source, push.queue()::release));
        opened.forEach(storage -> closeLoudly(storage.describe(), storage::close));
        opened.clear();
    }

    private interface Closing {
        void run() throws IOException;
    }

    private void closeLoudly(String what, Closing closing) {
        try {
            closing.run();
        } catch (IOException failed) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "the log of '" + what + "' of job '" + graph.name() + "' could not be closed; all that was"
                            + " acknowledged is in it",
                    failed);
        }
    }
}
