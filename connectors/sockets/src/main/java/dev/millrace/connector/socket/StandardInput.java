package dev.millrace.connector.socket;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Lines of UTF-8 from standard input, for pipes of the shell; {@link dev.millrace.api.connector.Console#lines()} writes to standard output.
 *
 * <pre>{@code
 * pipeline.read("lines", StandardInput.lines().processingTime()).filter(line -> line.contains("error")).write("errors", Console.lines());
 * }</pre>
 *
 * <p>There is one standard input in a process, so one source reads it at a time. A thread that nobody can stop reads it from the first time that it is
 * opened, and lines that it has read wait for whoever opens it next: a job that is restarted goes on behind what it had taken. A line that is no
 * UTF-8 is a bad record, a line of more than {@link SocketLines#LINE_BYTES_MAX} bytes fails the job.
 */
public final class StandardInput {

    private static final StandardInput PROCESS = new StandardInput(System.in);

    private final LinePump pump;

    /** Guarded by this, as is what follows. */
    private boolean isStarted;

    private boolean isOpen;

    /** Of some stream, as the process has one. */
    StandardInput(InputStream in) {
        pump = new LinePump(in, "standard input");
    }

    /**
     * Reads standard input to its end.
     *
     * @return the source; it has no time of its own, and is not replayable
     */
    public static Source<String> lines() {
        return PROCESS.source();
    }

    Source<String> source() {
        return new LineSource("standard input", this::open);
    }

    private synchronized SourceReader<String> open(ReaderContext context, byte @Nullable [] position)
            throws IOException {
        if (isOpen) {
            throw new IOException("standard input is read by another source of this process; there is only one");
        }
        isOpen = true;
        pump.wakeUpBy(context.wakeUp());
        if (!isStarted) {
            isStarted = true;
            pump.start();
        }
        return new LineReader(pump, "standard input", position, this::release);
    }

    private synchronized void release() {
        isOpen = false;
        pump.wakeUpBy(() -> {});
    }
}
