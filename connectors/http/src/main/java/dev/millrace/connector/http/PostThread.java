package dev.millrace.connector.http;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends the posts of committed epochs, in order, on a thread that lives as long as there are some: what a server makes it wait for holds up no
 * worker. All methods may be called by any thread; none waits.
 */
final class PostThread {

    private final Poster poster;

    /** What has not been posted, the first of it without those that have. Guarded by this, as is all that follows. */
    private final Deque<EpochPosts> outstanding = new ArrayDeque<>();

    /** How many bodies of the first have been posted. */
    private int posted;

    private @Nullable Thread thread;
    private @Nullable Throwable failure;
    private boolean isClosed;

    PostThread(Poster poster) {
        this.poster = poster;
    }

    synchronized void add(EpochPosts posts) {
        if (posts.bodies().isEmpty() || isClosed) {
            return;
        }
        outstanding.add(posts);
        if (thread == null && failure == null) {
            Thread started = new Thread(this::run, "millrace-posts");
            started.setDaemon(true);
            thread = started;
            started.start();
        }
    }

    /** Whether nothing is being sent: because all has been, or because that has failed. */
    synchronized boolean isIdle() {
        return thread == null;
    }

    /** Throws what has ended sending. */
    synchronized void requireUnfailed() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    /** What may not have been posted, in order; a post that is under way is there. */
    synchronized List<EpochPosts> left() {
        List<EpochPosts> left = new ArrayList<>(outstanding);
        if (posted > 0) {
            left.set(0, left.get(0).from(posted));
        }
        return left;
    }

    /** Ends sending where it is. */
    synchronized void close() {
        isClosed = true;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void run() {
        try {
            for (EpochPosts posts = first(); posts != null; posts = first()) {
                for (int index = 0; index < posts.bodies().size(); index++) {
                    poster.post(posts.key(index), posts.bodies().get(index));
                    onPosted();
                }
            }
        } catch (InterruptedException closed) {
            end(null);
        } catch (Throwable failed) {
            // Errors, too: who waits for the posts must learn of it.
            end(failed);
        }
    }

    /** The next to be sent; if there is nothing, the thread ends, and the next post starts another. */
    private synchronized @Nullable EpochPosts first() {
        EpochPosts first = isClosed ? null : outstanding.peek();
        if (first == null) {
            thread = null;
        }
        return first;
    }

    private synchronized void onPosted() {
        posted++;
        if (posted == outstanding.element().bodies().size()) {
            outstanding.remove();
            posted = 0;
        }
    }

    private synchronized void end(@Nullable Throwable why) {
        failure = why;
        thread = null;
    }
}
