package dev.millrace.connector.jdbc;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of a query in the order of a column that grows. Immutable; made by {@link JdbcQuery#as}.
 *
 * <p>One split, one connection, one thread, which fetches {@link #PAGE_ROWS} rows at a time, each page by the key of the last row before it; no
 * cursor is open in between, and no transaction. The key of the last row is part of checkpoints. It ends with the row that is the last one
 * when the job is first started, unless it is to {@link #follow}.
 *
 * <p>A source like this sees rows, not changes: what is deleted it does not see, what is changed only if the column grows with it, and of several
 * changes between two looks the last one.
 *
 * @param <T> type of the records
 */
public final class JdbcSource<T> implements Source<T> {

    /** How many rows are fetched at a time; two pages wait in memory at most, besides the one that is handed over. */
    public static final int PAGE_ROWS = 1_000;

    private final JdbcQuery query;
    private final RowReader<T> reader;
    private final Options options;

    /**
     * How rows are followed.
     *
     * @param isFollowed whether it goes on behind the last row
     * @param poll between two looks for new rows
     * @param settle how long the end must have been where it was
     */
    record Options(boolean isFollowed, Duration poll, Duration settle) {

        static final Options DEFAULT = new Options(false, Duration.ofSeconds(1), Duration.ofSeconds(10));
    }

    JdbcSource(JdbcQuery query, RowReader<T> reader, Options options) {
        this.query = query;
        this.reader = reader;
        this.options = options;
    }

    /**
     * Goes on with the rows that come, and does not end.
     *
     * @return a new source
     */
    public JdbcSource<T> follow() {
        return new JdbcSource<>(query, reader, new Options(true, options.poll, options.settle));
    }

    /**
     * Sets how often new rows are looked for.
     *
     * @param interval whole milliseconds, at least 1; a second unless set
     * @return a new source
     */
    public JdbcSource<T> pollEvery(Duration interval) {
        if (interval.toMillis() < 1) {
            throw new IllegalArgumentException("new rows are looked for every millisecond at most, got " + interval);
        }
        return new JdbcSource<>(query, reader, new Options(options.isFollowed, interval, options.settle));
    }

    /**
     * Sets how long transactions that write these rows take at most, from when they take their number or time to their commit. A row is read that
     * much later, since one with a smaller number may become visible as long. <strong>A row whose transaction took longer is lost</strong>
     * if later ones were read before.
     *
     * @param duration whole milliseconds of the job's clock; 10 seconds unless set; zero if rows become visible in the order of the column, as with one
     *     writer
     * @return a new source
     */
    public JdbcSource<T> settleAfter(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("rows settle after zero or more, got " + duration);
        }
        return new JdbcSource<>(query, reader, new Options(options.isFollowed, options.poll, duration));
    }

    /**
     * Finds out about the query.
     *
     * @throws IOException if the database is not there or refuses, a column is missing or has nulls
     */
    @Override
    public List<? extends Split<T>> splits() throws IOException {
        try (SqlConnection database = SqlConnection.open(query.jdbc())) {
            PageQuery pages = PageQuery.open(database, query.text(), query.columns());
            return List.of(new QuerySplit<>(
                    query, pages, reader, options, options.isFollowed ? List.of() : pages.head(database)));
        }
    }

    /**
     * The one split.
     *
     * @param end key of the last row; empty if there is none, or no end
     */
    private record QuerySplit<T>(
            JdbcQuery query, PageQuery pages, RowReader<T> reader, Options options, List<Object> end)
            implements Split<T> {

        @Override
        public String id() {
            return query.toString();
        }

        @Override
        public boolean isBounded() {
            return !options.isFollowed;
        }

        @Override
        public SourceReader<T> open(ReaderContext context, byte @Nullable [] position) {
            KeyPosition start =
                    position == null ? new KeyPosition(0, List.of(), end) : KeyPosition.of(position, pages.kinds());
            return new JdbcReader<>(
                    PageThread.start(query.jdbc(), options, pages, reader, start, context), pages.kinds(), start);
        }

        @Override
        public String describePosition(long position) {
            return query + ", row " + (position + 1) + " in the order of " + String.join(", ", query.columns());
        }
    }

    @Override
    public boolean isReplayable() {
        return true;
    }

    @Override
    public String describe() {
        return query.toString();
    }

    @Override
    public String toString() {
        return describe();
    }
}
