package dev.millrace.api.state;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Values by key and field, of which every write has a version and old ones can be read. Thread-safe, and linearizable: a write
 * takes place at one moment between its call and its return, all of a batch at the same; a read sees the writes before it.
 *
 * <p>A store in a directory shows a write when it is durable, so that no crash takes back what somebody has seen. Reads wait for
 * nobody. Keys and values are kept as they are given, and must not be changed; in a directory they are of classes that have
 * codecs. Keys are told apart by {@code equals}, with which their order has to be consistent.
 *
 * <pre>{@code
 * long version = store.put("alice", "visits", 1L);
 * store.put("alice", "visits", 2L);
 * store.get("alice", "visits"); // 2
 * store.getAsOf("alice", "visits", version); // 1
 * }</pre>
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface StateStore<K extends Comparable<? super K>, V> extends AutoCloseable {

    /** Writes that wait for a watcher, if it does not say how many: 10,000. */
    int WATCHED_WRITES_MAX = 10_000;

    /**
     * Writes a value.
     *
     * @param key not null
     * @param field not null
     * @param value not null
     * @return the version of this write
     * @throws IllegalArgumentException if the store is in a directory and key or value have no codec
     * @throws java.io.UncheckedIOException if it could not be made durable; whether it has been shows when the store is opened
     *     again, and until then the store takes no more writes
     */
    long put(K key, String field, V value);

    /**
     * Deletes a field. Where it is not there nothing is written.
     *
     * @param key not null
     * @param field not null
     * @return the version of this write, or that of the store if nothing was written
     * @throws java.io.UncheckedIOException as for {@link #put}
     */
    long delete(K key, String field);

    /**
     * Deletes all fields of a key at once.
     *
     * @param key not null
     * @return the version of this write, or that of the store if nothing was written
     * @throws java.io.UncheckedIOException as for {@link #put}
     */
    long delete(K key);

    /**
     * Writes several cells at once: nobody sees only some of them, and no crash leaves only some.
     *
     * @param batch not kept
     * @return the one version that all of them have, or that of the store if nothing was written
     * @throws VersionConflictException if a key is not at the version that the batch requires; nothing is written then
     * @throws java.io.UncheckedIOException as for {@link #put}
     */
    long write(WriteBatch<K, V> batch);

    /**
     * Reads a value.
     *
     * @param key not null
     * @param field not null
     * @return what was written last, or null
     */
    @Nullable
    V get(K key, String field);

    /**
     * Reads all fields of a key, as of one version.
     *
     * @param key not null
     * @return values by field, sorted, unmodifiable; empty if there are none
     */
    Map<String, V> getAll(K key);

    /**
     * Reads all fields of several keys, as of one version.
     *
     * @param keys none null
     * @return values by field by key, in the order of {@code keys}; without keys that have no fields
     */
    Map<K, Map<String, V>> getAll(Collection<? extends K> keys);

    /**
     * Reads an old value.
     *
     * @param key not null
     * @param field not null
     * @param version 0 or more, and not after {@link #version()}
     * @return what was there after the write with that version, or null
     * @throws VersionGoneException if retention has not kept it
     */
    @Nullable
    V getAsOf(K key, String field, long version);

    /**
     * Reads an old value.
     *
     * @param key not null
     * @param field not null
     * @param time by the store's clock, to the millisecond
     * @return what was there after the last write at or before that time, or null
     * @throws VersionGoneException if retention has not kept it
     */
    @Nullable
    V getAsOf(K key, String field, Instant time);

    /**
     * Lists what is kept of a cell's past.
     *
     * @param key not null
     * @param field not null
     * @return newest first; deletions are part of it
     */
    List<StoreRevision<V>> history(K key, String field);

    /**
     * The version of the last write.
     *
     * @return 0 before the first
     */
    long version();

    /**
     * The version of the last write to a key, deletions included.
     *
     * @param key not null
     * @return 0 if there was none, or nothing is left of it
     */
    long version(K key);

    /**
     * Reads a number that was noted by {@link WriteBatch#mark}.
     *
     * @param name not null
     * @return what was noted last, as far as it can be seen; 0 if nothing was
     */
    long mark(String name);

    /**
     * All that was written after a version, up to the present, as a watch that had begun there would have told it.
     *
     * @param version 0 or more, and not after {@link #version()}
     * @return in the order of versions; unmodifiable
     * @throws VersionGoneException if retention has not kept it
     */
    List<StoreWrite<K, V>> writesAfter(long version);

    /**
     * Holds on to the present, to read much of it as of one version.
     *
     * @return to be closed
     */
    StoreView<K, V> view();

    /**
     * Holds on to what retention has kept of the past.
     *
     * @param version 0 or more, and not after {@link #version()}
     * @return to be closed
     */
    StoreView<K, V> viewAsOf(long version);

    /**
     * Holds on to what retention has kept of the past.
     *
     * @param time by the store's clock, to the millisecond
     * @return to be closed
     */
    StoreView<K, V> viewAsOf(Instant time);

    /**
     * Has a watcher told of all later writes, in the order of their versions, one at a time, after they can be read. It may be at
     * most {@link #WATCHED_WRITES_MAX} writes behind.
     *
     * @param watcher called by the executor's threads
     * @param executor {@code Runnable::run} has the writing thread call it
     * @return to be closed
     */
    default Watch watch(StoreWatcher<K, V> watcher, Executor executor) {
        return watch(watcher, executor, WATCHED_WRITES_MAX);
    }

    /**
     * Has a watcher told of all later writes, in the order of their versions, one at a time, after they can be read.
     *
     * @param watcher called by the executor's threads
     * @param executor {@code Runnable::run} has the writing thread call it
     * @param writesMax writes that may wait for the watcher, at least 1; when there are more, they are dropped, and it is told
     * @return to be closed
     */
    Watch watch(StoreWatcher<K, V> watcher, Executor executor, int writesMax);

    /**
     * Forgets what retention does not keep, and in a directory writes a snapshot and removes the log before it. Others read and
     * write meanwhile; a second call waits for the first.
     *
     * @throws java.io.UncheckedIOException if the snapshot could not be written; the store goes on with its log
     */
    void compact();

    /**
     * Forgets what another retention than the store's own does not keep, this once; see {@link #compact()}.
     *
     * @param kept for instance {@link Retention#sinceVersion}
     * @throws java.io.UncheckedIOException if the snapshot could not be written; the store goes on with its log
     */
    void compact(Retention kept);

    /**
     * Ends it; all writes that have returned are durable already.
     *
     * @throws java.io.UncheckedIOException if the directory cannot be let go
     */
    @Override
    void close();
}
