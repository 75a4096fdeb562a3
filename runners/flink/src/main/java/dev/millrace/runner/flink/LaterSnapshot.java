package dev.millrace.runner.flink;

import dev.millrace.engine.checkpoint.CapturedTask;
import dev.millrace.engine.checkpoint.DividedBlock;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.CheckpointStateOutputStream;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.DefaultOperatorStateBackend;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyGroupRangeOffsets;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateCheckpointOutputStream;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.jspecify.annotations.Nullable;

/**
 * What a task leaves behind at a barrier, written by a thread of Flink's once the task has captured it. The task goes on meanwhile.
 *
 * <p>State goes to Flink by key group, in its raw form: key groups are our shards, since there are as many, divided by the same
 * rule. What belongs to no key is in an operator state that every task gets whole.
 */
final class LaterSnapshot {

    /** What belongs to no key, of all tasks; before each, the number of its task. */
    static final ListStateDescriptor<byte[]> OF_NO_KEY =
            new ListStateDescriptor<>("millrace", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

    private final CompletableFuture<CapturedTask> captured = new CompletableFuture<>();
    private final int task;
    private final KeyGroupRange keyGroups;
    private final CheckpointStreamFactory files;
    private @Nullable DividedBlock divided;

    LaterSnapshot(TaskInfo of, CheckpointStreamFactory files) {
        task = of.getIndexOfThisSubtask();
        keyGroups = KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
                of.getMaxNumberOfParallelSubtasks(), of.getNumberOfParallelSubtasks(), task);
        this.files = files;
    }

    /** Has what Flink has been given wait for this. */
    void addTo(OperatorSnapshotFutures futures, NoKeyWriter ofNoKey) {
        futures.setKeyedStateRawFuture(new FutureTask<>(this::writeByKeyGroup));
        futures.getOperatorStateManagedFuture().cancel(true);
        futures.setOperatorStateManagedFuture(new FutureTask<>(() -> ofNoKey.write(numbered())));
    }

    /** The task has captured it. */
    void complete(CapturedTask all) {
        captured.complete(all);
    }

    /** The task will not capture it any more. */
    void cancel() {
        captured.completeExceptionally(new CancellationException("the task has ended"));
    }

    /** On a thread of Flink's, of which there is one for all that a task leaves behind. */
    private DividedBlock divided() throws ExecutionException, InterruptedException {
        DividedBlock made = divided;
        if (made == null) {
            made = DividedBlock.of(captured.get().toByteArray());
            divided = made;
        }
        return made;
    }

    private byte[] numbered() throws ExecutionException, InterruptedException {
        byte[] bytes = divided().rest();
        return ByteBuffer.allocate(Integer.BYTES + bytes.length)
                .putInt(task)
                .put(bytes)
                .array();
    }

    private SnapshotResult<KeyedStateHandle> writeByKeyGroup()
            throws ExecutionException, InterruptedException, IOException {
        Map<Integer, byte[]> byShard = divided().byShard();
        if (byShard.isEmpty()) {
            return SnapshotResult.empty();
        }
        long[] nowhere = new long[keyGroups.getNumberOfKeyGroups()];
        Arrays.fill(nowhere, KeyedStateCheckpointOutputStream.NO_OFFSET_SET);
        KeyGroupRangeOffsets offsets = new KeyGroupRangeOffsets(keyGroups, nowhere);
        try (CheckpointStateOutputStream out =
                files.createCheckpointStateOutputStream(CheckpointedStateScope.EXCLUSIVE)) {
            DataOutputStream bytes = new DataOutputStream(out);
            for (Map.Entry<Integer, byte[]> shard : byShard.entrySet()) {
                offsets.setKeyGroupOffset(shard.getKey(), out.getPos());
                bytes.writeInt(shard.getValue().length);
                bytes.write(shard.getValue());
            }
            bytes.flush();
            return SnapshotResult.of(new KeyGroupsStateHandle(offsets, out.closeAndGetHandle()));
        }
    }

    /**
     * Writes what belongs to no key, in Flink's own form: with a store that has nothing else, since that of the operator is its
     * task's.
     *
     * @param classes of the job
     * @param execution of the job
     * @param checkpoint its number
     * @param timestamp of the checkpoint
     * @param files where it goes
     * @param options of the checkpoint
     */
    record NoKeyWriter(
            ClassLoader classes,
            ExecutionConfig execution,
            long checkpoint,
            long timestamp,
            CheckpointStreamFactory files,
            CheckpointOptions options) {

        private SnapshotResult<OperatorStateHandle> write(byte[] bytes) throws Exception {
            try (CloseableRegistry open = new CloseableRegistry()) {
                DefaultOperatorStateBackend store =
                        new DefaultOperatorStateBackendBuilder(classes, execution, false, List.of(), open).build();
                store.getUnionListState(OF_NO_KEY).add(bytes);
                var written = store.snapshot(checkpoint, timestamp, files, options);
                written.run();
                return written.get();
            }
        }
    }
}
