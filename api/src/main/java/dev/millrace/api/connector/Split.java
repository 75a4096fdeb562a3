package dev.millrace.api.connector;

import org.jspecify.annotations.Nullable;

/**
 * A part of a source that is read in order by one reader. Immutable.
 *
 * @param <T> type of the records
 */
public interface Split<T> {

    /**
     * Names the split. Stored positions are found by it after a restart.
     *
     * @return unique within the source, and the same in every run
     */
    String id();

    /**
     * Tells whether the split has an end.
     *
     * @return true for a file that is read to its end, false for one that is followed
     */
    boolean isBounded();

    /**
     * Opens a reader. Called on the worker that will own it.
     *
     * @param context what the reader may use of its surroundings
     * @param position where to resume, from {@link SourceReader#position()}, or null to start at the beginning
     * @return a new reader
     * @throws Exception whatever went wrong; it fails the job, naming source and split
     */
    SourceReader<T> open(ReaderContext context, byte @Nullable [] position) throws Exception;

    /**
     * Says where a record stands, for error messages.
     *
     * @param position the position with which the record was collected
     * @return as {@code edits.json.gz, line 17}
     */
    default String describePosition(long position) {
        return id() + ", position " + position;
    }
}
