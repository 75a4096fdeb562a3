package dev.millrace.connector.socket;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes lines to a socket on a thread of its own: a peer that does not read holds up no worker. May be called by any thread. */
final class LineSender {

    private final Socket socket;
    private final String name;

    /** Those that TCP has not taken, the ones under way first. Guarded by this, as is all that follows. */
    private final Deque<byte[]> lines = new ArrayDeque<>();

    private long bytesWaiting;
    private boolean isClosed;
    private @Nullable IOException failure;

    LineSender(Socket socket, String name) {
        this.socket = socket;
        this.name = name;
        Thread thread = new Thread(this::run, "millrace-lines-out");
        thread.setDaemon(true);
        thread.start();
    }

    synchronized void add(byte[] line) {
        lines.add(line);
        bytesWaiting += line.length;
        notifyAll();
    }

    /** Whether more may be added; also if sending has failed, which the next call throws. */
    synchronized boolean hasRoom() {
        return failure != null
                || lines.size() < SocketLines.LINES_WAITING_MAX && bytesWaiting <= SocketLines.LINE_BYTES_MAX;
    }

    synchronized boolean isIdle() {
        return failure != null || lines.isEmpty();
    }

    synchronized List<byte[]> left() {
        return new ArrayList<>(lines);
    }

    synchronized void requireUnfailed() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    void close() throws IOException {
        synchronized (this) {
            isClosed = true;
            notifyAll();
        }
        socket.close();
    }

    private void run() {
        try {
            OutputStream out = new BufferedOutputStream(socket.getOutputStream());
            for (List<byte[]> some = next(); !some.isEmpty(); some = next()) {
                for (byte[] line : some) {
                    out.write(line);
                    out.write('\n');
                }
                out.flush();
                onSent(some);
            }
        } catch (InterruptedException stopped) {
            // It is closed.
        } catch (Throwable broken) {
            // Errors, too: who waits for the lines must learn of it.
            synchronized (this) {
                failure = new IOException("writing lines to " + name + " has failed: " + broken.getMessage(), broken);
            }
        }
    }

    /** Waits for lines; none if it is closed. */
    private synchronized List<byte[]> next() throws InterruptedException {
        while (lines.isEmpty() && !isClosed) {
            wait();
        }
        return isClosed ? List.of() : new ArrayList<>(lines);
    }

    private synchronized void onSent(List<byte[]> some) {
        for (byte[] line : some) {
            lines.remove();
            bytesWaiting -= line.length;
        }
    }
}
