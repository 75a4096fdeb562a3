package dev.millrace.engine;

import dev.millrace.api.storage.Storage;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Has each job of a runtime keep the last records that it has read, and, when it fails, write a JUnit test that replays them through the
 * pipeline, with a file of the records beside it. See {@link EmbeddedRuntime.Builder#flightRecorder}. Immutable.
 *
 * <p>Off unless asked for. It costs a few stores for each record, and the records outlive the youngest generation of the heap, which the
 * collector has to pay for. Records must not be changed once they are read: they are written as they are then.
 *
 * <pre>{@code
 * EmbeddedRuntime.builder()
 *         .flightRecorder(FlightRecorder.in(Path.of("flights")).pipeline("com.acme.Orders.pipeline()"))
 *         .build();
 * }</pre>
 */
public final class FlightRecorder {

    /** How many records of each split are kept, unless set: more than can be on their way behind one that fails. */
    public static final int DEFAULT_ROWS = 1 << 16;

    /** The most that can be kept of each split. */
    public static final int ROWS_MAX = 1 << 24;

    /** How many bytes the records of a file have at most, unless set. */
    public static final long DEFAULT_BYTES = 16L << 20;

    /** How many tests a directory gets; when there are so many, no more are written until some have been taken away. */
    public static final int TESTS_MAX = 20;

    private static final Pattern PACKAGE = Pattern.compile("([A-Za-z_$][A-Za-z0-9_$]*(\\.[A-Za-z_$][A-Za-z0-9_$]*)*)?");

    private final Optional<Path> directory;
    private final Optional<Storage> storage;
    private final int rows;
    private final long bytes;
    private final String pipeline;
    private final String packageName;

    private FlightRecorder(
            Optional<Path> directory,
            Optional<Storage> storage,
            int rows,
            long bytes,
            String pipeline,
            String packageName) {
        this.directory = directory;
        this.storage = storage;
        this.rows = rows;
        this.bytes = bytes;
        this.pipeline = pipeline;
        this.packageName = packageName;
    }

    /**
     * Writes tests into a directory, which is opened when there is something to write.
     *
     * @param directory made if it is not there
     * @return with limits that can be changed
     */
    public static FlightRecorder in(Path directory) {
        return new FlightRecorder(Optional.of(directory), Optional.empty(), DEFAULT_ROWS, DEFAULT_BYTES, "", "");
    }

    /**
     * Writes tests into a storage.
     *
     * @param storage not closed by this
     * @return with limits that can be changed
     */
    public static FlightRecorder in(Storage storage) {
        return new FlightRecorder(Optional.empty(), Optional.of(storage), DEFAULT_ROWS, DEFAULT_BYTES, "", "");
    }

    /**
     * Sets how many records of each split are kept. Fewer than are on their way between source and sink may not have the one that
     * failed.
     *
     * @param count from 1 to {@value #ROWS_MAX}
     * @return a new recorder
     * @throws IllegalArgumentException if it is not
     */
    public FlightRecorder rows(int count) {
        if (count < 1 || count > ROWS_MAX) {
            throw new IllegalArgumentException(
                    "a flight recorder keeps between 1 and " + ROWS_MAX + " records of each split, got " + count);
        }
        return new FlightRecorder(directory, storage, count, bytes, pipeline, packageName);
    }

    /**
     * Sets how many bytes the records of a file have at most; of each split the newest are written that have room.
     *
     * @param count at least 1
     * @return a new recorder
     * @throws IllegalArgumentException if it is not
     */
    public FlightRecorder bytes(long count) {
        if (count < 1 || count > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException("the records of a flight have between 1 and " + Integer.MAX_VALUE / 2
                    + " bytes in their file, got " + count);
        }
        return new FlightRecorder(directory, storage, rows, count, pipeline, packageName);
    }

    /**
     * Says how tests get the pipeline. Without it they have a method to be filled in.
     *
     * @param expression of Java, as {@code com.acme.Orders.pipeline()}
     * @return a new recorder
     */
    public FlightRecorder pipeline(String expression) {
        return new FlightRecorder(directory, storage, rows, bytes, expression, packageName);
    }

    /**
     * Sets the package of the tests.
     *
     * @param name none unless set
     * @return a new recorder
     * @throws IllegalArgumentException if that is no name of a package
     */
    public FlightRecorder packageName(String name) {
        if (!PACKAGE.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is no name of a package; give one as com.acme");
        }
        return new FlightRecorder(directory, storage, rows, bytes, pipeline, name);
    }

    Optional<Path> directory() {
        return directory;
    }

    Optional<Storage> storage() {
        return storage;
    }

    int rows() {
        return rows;
    }

    long bytes() {
        return bytes;
    }

    String pipeline() {
        return pipeline;
    }

    String packageName() {
        return packageName;
    }
}
