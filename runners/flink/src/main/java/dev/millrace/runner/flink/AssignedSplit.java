package dev.millrace.runner.flink;

import dev.millrace.engine.source.SplitState;
import org.apache.flink.api.connector.source.SourceSplit;
import org.jspecify.annotations.Nullable;

/**
 * A split of ours, as Flink hands it about: which one, and where it stands.
 *
 * @param id of the split
 * @param number among the splits of its source, for ever
 * @param isNew whether it appeared after the job had first been started
 * @param state where it stands; null before anything was read
 */
record AssignedSplit(
        String id, int number, boolean isNew, @Nullable SplitState state) implements SourceSplit {

    @Override
    public String splitId() {
        return id;
    }
}
