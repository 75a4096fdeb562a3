package dev.millrace.engine;

import dev.millrace.api.state.Retention;
import dev.millrace.api.state.StateStore;
import dev.millrace.api.storage.Storage;
import dev.millrace.api.type.Codec;
import dev.millrace.api.type.Codecs;
import dev.millrace.engine.storage.DirectoryStorage;
import dev.millrace.engine.store.StoreSettings;
import dev.millrace.engine.store.VersionedStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Opens stores in this process. A store has no thread of its own.
 *
 * <pre>{@code
 * try (StateStore<String, Long> visits = EmbeddedStore.open(Path.of("visits"))) {
 *     visits.put("alice", "count", 1L);
 * }
 * }</pre>
 */
public final class EmbeddedStore {

    private EmbeddedStore() {}

    /**
     * Makes a store that lives as long as the process, and keeps only the present.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return empty
     */
    public static <K extends Comparable<? super K>, V> StateStore<K, V> inMemory() {
        return builder().inMemory();
    }

    /**
     * Opens a store that keeps only the present; see {@link Builder#open(Path)}.
     *
     * @param directory made if it is missing
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return to be closed
     * @throws IOException as for {@link Builder#open(Path)}
     */
    public static <K extends Comparable<? super K>, V> StateStore<K, V> open(Path directory) throws IOException {
        return builder().open(directory);
    }

    /**
     * Starts describing a store.
     *
     * @return a builder with defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    /** What a store is told when it is opened. Not thread-safe. */
    public static final class Builder {

        private Retention retention = Retention.lastVersions(1);
        private InstantSource clock = InstantSource.system();
        private Codecs codecs = Codecs.STANDARD;
        private @Nullable Executor compactor;
        private long logBytesMax = Long.MAX_VALUE;

        private Builder() {}

        /**
         * Says how much of the past is kept; unless set, {@code Retention.lastVersions(1)}: the present.
         *
         * @param value not null
         * @return this
         */
        public Builder retention(Retention value) {
            retention = Objects.requireNonNull(value, "retention");
            return this;
        }

        /**
         * Gives the times of writes; unless set, the system's clock.
         *
         * @param value not null; if it goes back, the times of writes stand still
         * @return this
         */
        public Builder clock(InstantSource value) {
            clock = Objects.requireNonNull(value, "clock");
            return this;
        }

        /**
         * Says how keys or values of a class are stored in a directory. Those of the JDK, records and enums need none.
         *
         * @param type of the values, exactly: not of subclasses
         * @param codec writes and reads them
         * @param <T> type of the values
         * @return this
         */
        public <T> Builder codec(Class<T> type, Codec<T> codec) {
            codecs = codecs.with(Objects.requireNonNull(type, "type"), Objects.requireNonNull(codec, "codec"));
            return this;
        }

        /**
         * Compacts a store in a directory whenever its log has grown. Unless set, only {@link StateStore#compact} does.
         *
         * @param executor runs it; gets what it throws, after which it is tried again when the log has grown as much once more
         * @param logBytes how much it may grow, at least 1
         * @return this
         */
        public Builder compactOn(Executor executor, long logBytes) {
            if (logBytes < 1) {
                throw new IllegalArgumentException(
                        "a log grows by at least 1 byte before it is compacted, got " + logBytes);
            }
            compactor = Objects.requireNonNull(executor, "executor");
            logBytesMax = logBytes;
            return this;
        }

        /**
         * Makes a store that lives as long as the process.
         *
         * @param <K> type of the keys
         * @param <V> type of the values
         * @return empty
         */
        public <K extends Comparable<? super K>, V> StateStore<K, V> inMemory() {
            return VersionedStore.inMemory(settings());
        }

        /**
         * Opens a store in a directory, which it has for itself until it is closed. Recovers from any crash: all writes that had
         * returned are there, all that had been read, and of others either all changes or none.
         *
         * @param directory made if it is missing
         * @param <K> type of the keys that are in it
         * @param <V> type of the values that are in it
         * @return to be closed
         * @throws IOException if it cannot be read, or is in use; the message then says by which process
         * @throws dev.millrace.api.type.CorruptDataException if files are damaged or missing; the message names file and position
         */
        public <K extends Comparable<? super K>, V> StateStore<K, V> open(Path directory) throws IOException {
            return VersionedStore.open(settings(), DirectoryStorage.open(directory));
        }

        /**
         * Opens a store anywhere, for instance where a test can fail it.
         *
         * @param storage not used by anybody else; closed with the store, or if it cannot be opened
         * @param <K> type of the keys that are in it
         * @param <V> type of the values that are in it
         * @return to be closed
         * @throws IOException if it cannot be read
         * @throws dev.millrace.api.type.CorruptDataException if files are damaged or missing; the message names file and position
         */
        public <K extends Comparable<? super K>, V> StateStore<K, V> open(Storage storage) throws IOException {
            return VersionedStore.open(settings(), Objects.requireNonNull(storage, "storage"));
        }

        private StoreSettings settings() {
            return new StoreSettings(retention, clock, codecs, compactor, logBytesMax);
        }
    }
}
