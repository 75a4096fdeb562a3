package dev.millrace.connector.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket that is opened again when it ends, and its messages in a bounded queue. The client's threads put messages into it, the reader's thread takes
 * them out: each message that the client is to deliver is asked for ({@code request(1)}) when there is room for it, by whichever of the two makes
 * or finds it. All methods may be called by any thread; none waits.
 */
final class MessageConnection {

    private static final System.Logger LOGGER = System.getLogger(MessageConnection.class.getName());

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final WebSocketSettings settings;
    private final Runnable wakeUp;

    /** Guarded by this, as is all that follows. */
    private final Deque<Message> messages = new ArrayDeque<>();

    private @Nullable WebSocket open;

    /** Whether no message was asked for because there was no room. */
    private boolean isPaused;

    private boolean isClosed;
    private @Nullable IOException failure;

    /** One of the two is there. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Message(@Nullable String text, byte[] bytes) {}

    MessageConnection(WebSocketSettings settings, Runnable wakeUp) {
        this.settings = settings;
        this.wakeUp = wakeUp;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // what comes of it is handled
    void connect() {
        WebSocket.Builder builder = SharedClient.get().newWebSocketBuilder().connectTimeout(CONNECT_TIMEOUT);
        settings.headers().forEach(builder::header);
        builder.buildAsync(settings.address(), new Listener()).whenComplete((socket, failed) -> {
            if (failed != null) {
                onUnreachable(failed);
            }
        });
    }

    private void onUnreachable(Throwable thrown) {
        Throwable why = thrown instanceof CompletionException ? thrown.getCause() : thrown;
        if (why instanceof WebSocketHandshakeException refused && refused.getResponse() != null) {
            int status = refused.getResponse().statusCode();
            if (status != 408 && status != 429 && status / 100 != 5) {
                fail(this + " answers with status " + status + "; it must be 101", why);
                return;
            }
            reconnect("answers with status " + status);
        } else {
            reconnect("cannot be reached: " + why);
        }
    }

    private void reconnect(String why) {
        synchronized (this) {
            open = null;
            isPaused = false;
            if (isClosed || failure != null) {
                return;
            }
        }
        wakeUp.run();
        LOGGER.log(System.Logger.Level.WARNING, "{0} {1}; it is tried again in {2}", this, why, settings.pause());
        CompletableFuture.delayedExecutor(settings.pause().toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    if (!isClosed()) {
                        connect();
                    }
                });
    }

    private synchronized boolean isClosed() {
        return isClosed;
    }

    private void fail(String message, @Nullable Throwable why) {
        synchronized (this) {
            open = null;
            failure = new IOException(message, why);
        }
        wakeUp.run();
    }

    synchronized boolean isOpen() {
        return open != null;
    }

    /** How many messages wait. */
    synchronized int waiting() {
        return messages.size();
    }

    @Nullable
    Message poll() {
        WebSocket asked;
        Message message;
        synchronized (this) {
            message = messages.poll();
            asked = isPaused && messages.size() < WebSocketMessages.MESSAGES_WAITING_MAX / 2 ? open : null;
            if (asked != null) {
                isPaused = false;
            }
        }
        if (asked != null) {
            asked.request(1);
        }
        return message;
    }

    synchronized void requireUnfailed() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    void close() {
        WebSocket closed;
        synchronized (this) {
            isClosed = true;
            closed = open;
            open = null;
        }
        if (closed != null) {
            closed.abort();
        }
    }

    /** Answers whether another one may come. */
    private synchronized boolean add(Message message) {
        messages.add(message);
        isPaused = messages.size() >= WebSocketMessages.MESSAGES_WAITING_MAX;
        return !isPaused;
    }

    @Override
    public String toString() {
        return PublicAddress.of(settings.address());
    }

    /** Of one connection; called by one thread of the client at a time. */
    private final class Listener implements WebSocket.Listener {

        /** Whether another connection is being made in place of this one. */
        private final AtomicBoolean isOver = new AtomicBoolean();

        /** When something came last, or nothing was asked for. */
        private volatile long heardNanos = System.nanoTime();

        /** Whether a ping was sent at the last look, and when. Owned by the looks, of which one makes the next. */
        private boolean isAsked;

        private long askedNanos;

        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // what fails here comes to onError as well
        public void onOpen(WebSocket socket) {
            boolean isLate;
            synchronized (MessageConnection.this) {
                isLate = isClosed;
                open = isLate ? null : socket;
                isPaused = messages.size() >= WebSocketMessages.MESSAGES_WAITING_MAX;
            }
            if (isLate) {
                socket.abort();
                return;
            }
            CompletableFuture<?> sent = CompletableFuture.completedFuture(socket);
            for (String greeting : settings.greetings()) {
                sent = sent.thenCompose(before -> socket.sendText(greeting, true));
            }
            sent.whenComplete((done, failed) -> {
                if (failed != null) {
                    socket.abort();
                    end("has not taken what was to be sent first: " + failed);
                } else if (!isPausedNow()) {
                    socket.request(1);
                }
            });
            listen(socket);
        }

        private void end(String why) {
            if (isOver.compareAndSet(false, true)) {
                reconnect(why);
            }
        }

        /** Looks, now and then, whether the server is still there. */
        private void listen(WebSocket socket) {
            CompletableFuture.delayedExecutor(settings.ping().toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> {
                        if (!isOver.get() && !isClosed()) {
                            askIfSilent(socket);
                        }
                    });
        }

        @SuppressWarnings("FutureReturnValueIgnored") // what fails here is silent later
        private void askIfSilent(WebSocket socket) {
            if (isPausedNow()) {
                // Nothing is asked for, so nothing can come.
                heardNanos = System.nanoTime();
            }
            long now = System.nanoTime();
            long silentNanos = now - heardNanos;
            if (isAsked && heardNanos - askedNanos < 0) {
                socket.abort();
                end("has been silent for " + Duration.ofNanos(silentNanos).truncatedTo(ChronoUnit.MILLIS));
                return;
            }
            isAsked = silentNanos >= settings.ping().toNanos();
            if (isAsked) {
                askedNanos = now;
                socket.sendPing(ByteBuffer.allocate(0));
            }
            listen(socket);
        }

        @Override
        public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
            heardNanos = System.nanoTime();
            return WebSocket.Listener.super.onPing(socket, message);
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            heardNanos = System.nanoTime();
            return WebSocket.Listener.super.onPong(socket, message);
        }

        private boolean isPausedNow() {
            synchronized (MessageConnection.this) {
                return isPaused;
            }
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean isLast) {
            heardNanos = System.nanoTime();
            text.append(part);
            if (isTooLarge(socket, text.length())) {
                return null;
            }
            if (isLast) {
                Message message = new Message(text.toString(), new byte[0]);
                text.setLength(0);
                take(socket, message);
            } else {
                socket.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean isLast) {
            heardNanos = System.nanoTime();
            byte[] copied = new byte[part.remaining()];
            part.get(copied);
            bytes.writeBytes(copied);
            if (isTooLarge(socket, bytes.size())) {
                return null;
            }
            if (isLast) {
                Message message = new Message(null, bytes.toByteArray());
                bytes.reset();
                take(socket, message);
            } else {
                socket.request(1);
            }
            return null;
        }

        private boolean isTooLarge(WebSocket socket, int size) {
            if (size <= WebSocketMessages.MESSAGE_CHARACTERS_MAX) {
                return false;
            }
            socket.abort();
            fail(
                    "a message of " + MessageConnection.this + " has more than "
                            + WebSocketMessages.MESSAGE_CHARACTERS_MAX + " characters",
                    null);
            return true;
        }

        private void take(WebSocket socket, Message message) {
            boolean mayMoreCome = add(message);
            wakeUp.run();
            if (mayMoreCome) {
                socket.request(1);
            }
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            end("has ended the connection with status " + status);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable broken) {
            end("has broken: " + broken);
        }
    }
}
