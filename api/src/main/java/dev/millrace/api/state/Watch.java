package dev.millrace.api.state;

import org.jspecify.annotations.Nullable;

/** Somebody is being told of writes to a store. Thread-safe. */
public interface Watch extends AutoCloseable {

    /**
     * The version of the store when the watch began; all later ones are told. With {@link StateStore#viewAsOf(long)} the watcher has
     * the state to which they belong.
     *
     * @return 0 if it began before the first write
     */
    long startVersion();

    /**
     * What the watcher has thrown, after which it is not called any more.
     *
     * @return null as long as all is well
     */
    @Nullable
    Throwable failure();

    /** Ends it; a call that is under way goes on, and there is none after it. */
    @Override
    void close();
}
