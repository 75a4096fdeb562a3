package dev.millrace.api.store;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import dev.millrace.api.state.StateStore;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a store as one split: what is in it when the job first starts, cell by cell in the order of versions, and then each
 * write, its changes in the order of key and field. Made by {@link Stores#changes}.
 *
 * <p>A job that goes on from a checkpoint reads on after the last update that it had processed, and so gets the same as one that
 * was never stopped. For that the store must have kept what was written since: give it a {@link
 * dev.millrace.api.state.Retention} that covers the time for which the job may be down. If it has not, the job fails and says so.
 *
 * <p>With {@link #sourceTime()} an update has the time of its write, which never goes back.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public final class StoreSource<K extends Comparable<? super K>, V> implements Source<StoreUpdate<K, V>> {

    private final StateStore<K, V> store;
    private final long untilVersion;

    StoreSource(StateStore<K, V> store, long untilVersion) {
        this.store = Objects.requireNonNull(store, "store");
        this.untilVersion = untilVersion;
    }

    /**
     * Ends at a version, for which it waits if need be.
     *
     * @param version the last that is read, 0 or more; the same in every run of the job
     * @return a bounded source
     */
    public StoreSource<K, V> until(long version) {
        if (version < 0) {
            throw new IllegalArgumentException("versions are 0 or more, got " + version);
        }
        return new StoreSource<>(store, version);
    }

    @Override
    public List<? extends Split<StoreUpdate<K, V>>> splits() {
        return List.of(new StoreSplit<>(store, untilVersion));
    }

    @Override
    public boolean isReplayable() {
        return true;
    }

    @Override
    public String describe() {
        return "state store" + (untilVersion == Long.MAX_VALUE ? "" : " until version " + untilVersion);
    }

    private record StoreSplit<K extends Comparable<? super K>, V>(StateStore<K, V> store, long untilVersion)
            implements Split<StoreUpdate<K, V>> {

        @Override
        public String id() {
            return "store";
        }

        @Override
        public boolean isBounded() {
            return untilVersion != Long.MAX_VALUE;
        }

        @Override
        public SourceReader<StoreUpdate<K, V>> open(ReaderContext context, byte @Nullable [] position) {
            return StoreReader.open(store, untilVersion, context.wakeUp(), position);
        }

        @Override
        public String describePosition(long position) {
            return "update " + position + " of the store";
        }
    }
}
