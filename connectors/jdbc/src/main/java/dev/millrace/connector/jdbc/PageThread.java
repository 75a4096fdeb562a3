package dev.millrace.connector.jdbc;

import dev.millrace.api.connector.ReaderContext;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the rows of a query on a thread of its own, since databases block, and puts them into a queue of a few pages, from which a
 * {@link JdbcReader} takes them. Threads meet in that queue, in three volatile fields, and
 * in a latch.
 */
final class PageThread<T> implements Runnable {

    private static final int PAGES_QUEUED_MAX = 2;
    private static final long CLOSE_MILLIS_MAX = 2_000;

    /** Between two looks whether the reader is still there. */
    private static final long LOOK_UP_MILLIS = 50;

    private final Jdbc jdbc;
    private final JdbcSource.Options options;
    private final PageFetch<T> fetch;
    private final PageQuery query;
    private final KeyPosition start;
    private final ReaderContext context;
    private final Heads heads;
    private final Thread thread;

    private final BlockingQueue<List<FetchedRow<T>>> pages = new ArrayBlockingQueue<>(PAGES_QUEUED_MAX);

    /** All that there is has been put into the queue. Written before that is found empty, so read first. */
    private volatile boolean isAtEnd;

    /** Nothing will come any more. Read before the queue. */
    private volatile boolean isDone;

    private volatile @Nullable Throwable failure;

    /** The reader wants no more. Not by an interrupt, which makes some embedded databases close their files. */
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Key of the last row that was put into the queue. Owned by the thread. */
    private List<Object> last;

    private PageThread(
            Jdbc jdbc,
            JdbcSource.Options options,
            PageQuery query,
            RowReader<T> reader,
            KeyPosition start,
            ReaderContext context) {
        this.jdbc = jdbc;
        this.options = options;
        this.query = query;
        this.start = start;
        this.context = context;
        fetch = new PageFetch<>(query, reader);
        last = start.last();
        heads = new Heads(options.settle().toMillis());
        thread = new Thread(this, "jdbc-source");
        thread.setDaemon(true);
    }

    static <T> PageThread<T> start(
            Jdbc jdbc,
            JdbcSource.Options options,
            PageQuery query,
            RowReader<T> reader,
            KeyPosition start,
            ReaderContext context) {
        PageThread<T> started = new PageThread<>(jdbc, options, query, reader, start, context);
        started.thread.start();
        return started;
    }

    @Override
    public void run() {
        try (SqlConnection database = SqlConnection.open(jdbc)) {
            if (options.isFollowed()) {
                follow(database);
            } else if (!start.end().isEmpty()) {
                fetchAll(database, start.end());
            }
        } catch (IOException | InterruptedException | RuntimeException | Error failed) {
            failure = failed;
        } finally {
            isDone = true;
            context.wakeUp().run();
        }
    }

    private void follow(SqlConnection database) throws IOException, InterruptedException {
        // Not the same as the last key: the row that was the last one may be gone.
        List<Object> through = List.of();
        while (!isClosed()) {
            List<Object> head = query.head(database);
            List<Object> settled = heads.settled(head, context.clock().instant());
            if (!settled.equals(through)) {
                fetchAll(database, settled);
                through = settled;
            }
            isAtEnd = heads.isAllSettled();
            context.wakeUp().run();
            closed.await(options.poll().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Up to a key that is known to be there, or to have been. */
    private void fetchAll(SqlConnection database, List<Object> end) throws IOException, InterruptedException {
        List<FetchedRow<T>> page;
        do {
            page = fetch.fetch(database, last, end);
            if (!page.isEmpty()) {
                isAtEnd = false;
                put(page);
                last = page.get(page.size() - 1).key();
                context.wakeUp().run();
            }
        } while (page.size() >= JdbcSource.PAGE_ROWS && !isClosed());
    }

    private void put(List<FetchedRow<T>> page) throws InterruptedException {
        boolean isPut = false;
        while (!isPut && !isClosed()) {
            isPut = pages.offer(page, LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    // The reader's side.

    /** Whether nothing will come any more but what is in the queue. To be asked before {@link #poll}. */
    boolean isDone() {
        return isDone;
    }

    /** Whether all that there is was put into the queue. To be asked before {@link #poll}. */
    boolean isAtEnd() {
        return isAtEnd;
    }

    /** The next page, or null if there is none now. */
    @Nullable
    List<FetchedRow<T>> poll() {
        return pages.poll();
    }

    /** Throws what has ended the thread before its time. */
    void requireAlive() throws IOException {
        Throwable failed = failure;
        if (failed != null) {
            throw failed instanceof IOException known
                    ? new IOException(known.getMessage(), known)
                    : new IOException("rows could not be fetched: " + failed, failed);
        }
    }

    void close() throws InterruptedException {
        closed.countDown();
        // A database that does not answer keeps the thread; it is a daemon, and touches nothing of the job any more.
        thread.join(CLOSE_MILLIS_MAX);
    }
}
