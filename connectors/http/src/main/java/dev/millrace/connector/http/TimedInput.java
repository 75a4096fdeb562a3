package dev.millrace.connector.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The body of an answer, of which each read waits only so long: the time-out of a request ends when its body begins, and a server that dies without a
 * word never ends one. What is too late is closed, which the client's streams allow while another thread reads. Owned by one thread.
 */
final class TimedInput extends FilterInputStream {

    private final Duration max;

    TimedInput(InputStream body, Duration max) {
        super(body);
        this.max = max;
    }

    /** All of a body, or its first bytes, if they come in time. */
    static byte[] read(InputStream body, int bytesMax, Duration max) throws IOException {
        return within(max, body, () -> body.readNBytes(bytesMax));
    }

    private interface Reading<R> {

        R read() throws IOException;
    }

    private static <R> R within(Duration max, InputStream body, Reading<R> reading) throws IOException {
        CompletableFuture<Void> closing = CompletableFuture.runAsync(
                () -> close(body), CompletableFuture.delayedExecutor(max.toMillis(), TimeUnit.MILLISECONDS));
        try {
            R read = reading.read();
            if (!closing.cancel(false)) {
                throw new HttpTimeoutException("nothing has come for " + max);
            }
            return read;
        } catch (IOException broken) {
            throw closing.cancel(false) ? broken : new HttpTimeoutException("nothing has come for " + max);
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public int read() throws IOException {
        return within(max, in, in::read);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        return within(max, in, () -> in.read(into, from, length));
    }
}
