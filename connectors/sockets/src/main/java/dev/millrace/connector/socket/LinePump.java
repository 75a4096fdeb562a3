package dev.millrace.connector.socket;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines on a thread of its own into a queue, and waits when that is full: then whoever writes waits, too. Lines end with a line feed, before which
 * a carriage return is dropped; the last one may end with the stream. What is not said to be of the thread may be called by any other.
 */
final class LinePump {

    private static final int BUFFER_BYTES = 1 << 16;

    private final InputStream in;
    private final String name;

    /** Guarded by this, as is all that follows. */
    private final Deque<byte[]> lines = new ArrayDeque<>();

    private long bytesWaiting;
    private boolean hasEnded;
    private boolean isClosed;
    private @Nullable IOException failure;

    /** Wakes up the worker of whoever reads. */
    private Runnable wakeUp = () -> {};

    LinePump(InputStream in, String name) {
        this.in = new BufferedInputStream(in, BUFFER_BYTES);
        this.name = name;
    }

    void start() {
        Thread thread = new Thread(this::run, "millrace-lines");
        thread.setDaemon(true);
        thread.start();
    }

    synchronized void wakeUpBy(Runnable newWakeUp) {
        wakeUp = newWakeUp;
    }

    /** The next line without its end; null if there is none yet, or no more. */
    synchronized byte @Nullable [] poll() {
        byte[] line = lines.poll();
        if (line != null) {
            bytesWaiting -= line.length;
            notifyAll();
        }
        return line;
    }

    /** Whether no line will follow. Throws what has ended the thread, when all lines before it are taken. */
    synchronized boolean isAtEnd() throws IOException {
        if (!lines.isEmpty()) {
            return false;
        }
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
        return hasEnded;
    }

    /** Has the thread end when it wakes up; whoever closes closes the stream as well. */
    synchronized void close() {
        isClosed = true;
        notifyAll();
    }

    /** On the thread. */
    private void run() {
        IOException failed = null;
        try {
            pump();
        } catch (InterruptedException stopped) {
            // It is closed.
        } catch (Throwable broken) {
            // Errors, too: the reader waits for what this thread finds.
            failed = new IOException("reading lines from " + name + " has failed: " + broken.getMessage(), broken);
        }
        Runnable woken;
        synchronized (this) {
            hasEnded = true;
            failure = isClosed ? null : failed;
            woken = wakeUp;
        }
        woken.run();
    }

    private void pump() throws IOException, InterruptedException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean hasBegun = false;
        for (int next = in.read(); next >= 0; next = in.read()) {
            if (next == '\n') {
                put(line.toByteArray());
                line.reset();
                hasBegun = false;
            } else {
                hasBegun = true;
                line.write(next);
                if (line.size() > SocketLines.LINE_BYTES_MAX) {
                    throw new IOException("a line has more than " + SocketLines.LINE_BYTES_MAX + " bytes");
                }
            }
        }
        if (hasBegun) {
            put(line.toByteArray());
        }
    }

    private void put(byte[] read) throws InterruptedException {
        boolean hasReturn = read.length > 0 && read[read.length - 1] == '\r';
        byte[] line = hasReturn ? Arrays.copyOf(read, read.length - 1) : read;
        Runnable woken;
        synchronized (this) {
            while (!isClosed
                    && (lines.size() >= SocketLines.LINES_WAITING_MAX || bytesWaiting > SocketLines.LINE_BYTES_MAX)) {
                wait();
            }
            if (isClosed) {
                throw new InterruptedException("closed");
            }
            lines.add(line);
            bytesWaiting += line.length;
            woken = wakeUp;
        }
        woken.run();
    }
}
