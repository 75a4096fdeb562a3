package dev.millrace.runner.flink;

import java.time.Duration;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.CheckpointingMode;

/** What a job of ours needs of Flink, whatever else is set. */
final class FlinkSettings {

    /** How long a packet may wait for others. Packets have many records, so this costs little. */
    private static final Duration BUFFER_TIMEOUT = Duration.ofMillis(5);

    private FlinkSettings() {}

    static void addTo(Configuration configuration) {
        configuration.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.STREAMING);
        configuration.set(ExecutionOptions.BUFFER_TIMEOUT, BUFFER_TIMEOUT);
        // A packet is passed on within a task as it is, and never by a generic serializer.
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
        // Rows in a lane belong to a task by its number, which Flink cannot know.
        configuration.set(CheckpointingOptions.ENABLE_UNALIGNED, false);
        // Nothing is in Flink's own keyed state.
        configuration.set(StateBackendOptions.STATE_BACKEND, "hashmap");
    }

    /** Without checkpoints a job that fails has failed: what it has written would be written again. */
    static Configuration withoutRestarts() {
        return new Configuration().set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    }
}
