package dev.millrace.runner.flink;

import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.api.job.Ledger;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.checkpoint.Checkpoint;
import dev.millrace.engine.checkpoint.CheckpointHeader;
import dev.millrace.engine.checkpoint.DividedBlock;
import dev.millrace.engine.job.HostedStage;
import dev.millrace.engine.job.JobSettings;
import dev.millrace.engine.plan.HostedPlanner;
import dev.millrace.engine.plan.PhysicalPlan;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.KeyGroupStatePartitionStreamProvider;
import org.apache.flink.runtime.state.KeyedStateCheckpointOutputStream;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Hosts one task of one stage in Flink: packets come in and go out, Flink's checkpoints end epochs, its notifications commit them.
 *
 * <p>State goes to Flink by key group, in its raw form: key groups are our shards, since there are as many, divided by the same
 * rule. What belongs to no key is in an operator state that every task gets whole.
 */
final class StageOperator extends AbstractStreamOperator<Packet>
        implements OneInputStreamOperator<Packet, Packet>, BoundedOneInput {

    @Serial
    private static final long serialVersionUID = 1L;

    /** How often a stage is asked whether anything has come from the clock or from outside. */
    private static final long STEP_MILLIS = 5;

    /** How many steps there are from one account to the next: Flink asks for it every some seconds. */
    private static final int STEPS_PER_ACCOUNT = 100;

    private static final long WAIT_NANOS = 100_000;

    private final StagePlace place;
    private final Map<Integer, OutputTag<Packet>> tags = new HashMap<>();
    private final List<LedgerAccumulator> ledger = new ArrayList<>();
    private final StreamRecord<Packet> record = new StreamRecord<>(new Packet(0, 0, 0, new Batch(0)));
    private @Nullable HostedStage hosted;
    private @Nullable ListState<byte[]> rest;
    private byte @Nullable [] captured;
    private boolean isFinished;
    private int stepsSinceAccount;
    private @Nullable ScheduledFuture<?> steps;

    /** The first epoch that ended after all input; its completion is the end of this task. */
    private long lastEpoch = Long.MAX_VALUE;

    StageOperator(StreamOperatorParameters<Packet> parameters, StagePlace place) {
        super(parameters);
        this.place = place;
    }

    @Override
    protected boolean isUsingCustomRawKeyedState() {
        return true;
    }

    @Override
    public boolean hasKeyContext1() {
        return false;
    }

    @Override
    @SuppressWarnings("rawtypes") // Flink's signature
    public void setKeyContextElement1(StreamRecord element) {
        // A packet has rows of many keys; who needs the key of a row has it in a column.
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        rest = context.getOperatorStateStore()
                .getUnionListState(
                        new ListStateDescriptor<>("millrace", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        PipelineGraph graph = place.graph().open(getUserCodeClassloader());
        PhysicalPlan plan = HostedPlanner.plan(graph, place.parallelism());
        int index = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        for (PhysicalPlan.Edge edge : plan.edgesFrom(place.stage())) {
            tags.put(edge.id(), place.tag(edge));
        }
        hosted = new HostedStage(
                graph,
                plan,
                place.stage(),
                index,
                new JobSettings(InstantSource.system(), place.batchCapacity(), 1).unobserved(),
                place.isCheckpointed(),
                context.isRestored() ? restored(context, graph) : null,
                (edge, target, batch) -> send(tag(edge.id()), edge.id(), index, target, batch));
    }

    private OutputTag<Packet> tag(int edge) {
        return Objects.requireNonNull(tags.get(edge), "edges from this stage have tags");
    }

    private void send(OutputTag<Packet> tag, int edge, int sender, int target, Batch batch) {
        Packet packet = record.getValue();
        packet.edge = edge;
        packet.sender = sender;
        packet.target = target;
        packet.batch = batch;
        output.collect(tag, record);
    }

    private Checkpoint restored(StateInitializationContext context, PipelineGraph graph) throws Exception {
        List<byte[]> blocks = new ArrayList<>();
        for (byte[] block : Objects.requireNonNull(rest).get()) {
            blocks.add(block);
        }
        // All tasks must see them in one order, for each of them takes its turn.
        blocks.sort(Comparator.comparingInt(block -> ByteBuffer.wrap(block).getInt()));
        blocks.replaceAll(block -> Arrays.copyOfRange(block, Integer.BYTES, block.length));
        for (KeyGroupStatePartitionStreamProvider keyGroup : context.getRawKeyedStateInputs()) {
            DataInputStream in = new DataInputStream(keyGroup.getStream());
            byte[] block = new byte[in.readInt()];
            in.readFully(block);
            blocks.add(block);
        }
        long epoch = context.getRestoredCheckpointId().orElse(0);
        CheckpointHeader header = new CheckpointHeader(
                graph.name(), epoch, CheckpointHeader.Kind.CHECKPOINT, 0, place.parallelism(), List.of());
        return Checkpoint.ofBlocks(header, blocks);
    }

    private HostedStage hosted() {
        return Objects.requireNonNull(hosted, "state is initialized before anything else");
    }

    @Override
    public void open() throws Exception {
        super.open();
        for (Ledger.Row row : hosted().rows()) {
            LedgerAccumulator account = new LedgerAccumulator();
            ledger.add(account);
            getRuntimeContext().addAccumulator(LedgerAccumulator.name(row.operator()), account);
        }
        run();
        steps = getProcessingTimeService().scheduleWithFixedDelay(time -> step(), STEP_MILLIS, STEP_MILLIS);
    }

    @Override
    public void processElement(StreamRecord<Packet> element) throws Exception {
        Packet packet = element.getValue();
        if (packet.edge == Packet.READ) {
            hosted().receiveRead(packet.batch);
        } else {
            hosted().receive(packet.edge, packet.sender, packet.batch);
        }
        run();
    }

    /** Goes on until all is taken in. Meanwhile nothing else is, which is the backpressure. */
    private void run() throws Exception {
        while (!hosted().run()) {
            LockSupport.parkNanos(WAIT_NANOS);
            if (Thread.interrupted()) {
                throw new InterruptedException("the task is being cancelled");
            }
        }
    }

    private void step() throws Exception {
        if (!isFinished) {
            hosted().run();
            if (++stepsSinceAccount == STEPS_PER_ACCOUNT) {
                stepsSinceAccount = 0;
                account();
            }
        }
    }

    private void account() {
        List<Ledger.Row> rows = hosted().rows();
        for (int i = 0; i < rows.size(); i++) {
            ledger.get(i).set(rows.get(i));
        }
    }

    @Override
    public void endInput() throws Exception {
        hosted().endInputs();
        run();
    }

    @Override
    public void finish() throws Exception {
        while (!hosted().isPrepared()) {
            run();
            LockSupport.parkNanos(hosted().isPrepared() ? 0 : WAIT_NANOS);
        }
        if (!place.isCheckpointed()) {
            end();
        }
        super.finish();
    }

    private void end() throws Exception {
        isFinished = true;
        while (!hosted().finish()) {
            LockSupport.parkNanos(WAIT_NANOS);
        }
        account();
    }

    // What leaves at the end of an epoch has to be before Flink's barrier.

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        if (isFinished) {
            return;
        }
        hosted().endEpoch(checkpointId);
        run();
        captured = hosted().takeCaptured();
        if (hosted().isPrepared() && lastEpoch == Long.MAX_VALUE) {
            lastEpoch = checkpointId;
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        ListState<byte[]> ofNoKey = Objects.requireNonNull(rest);
        ofNoKey.clear();
        byte[] bytes = captured;
        captured = null;
        if (bytes == null) {
            return;
        }
        DividedBlock divided = DividedBlock.of(bytes);
        ByteBuffer numbered = ByteBuffer.allocate(Integer.BYTES + divided.rest().length);
        numbered.putInt(getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
        ofNoKey.add(numbered.put(divided.rest()).array());
        write(divided.byShard(), context.getRawKeyedOperatorStateOutput());
    }

    private static void write(Map<Integer, byte[]> byShard, KeyedStateCheckpointOutputStream out) throws IOException {
        for (Map.Entry<Integer, byte[]> shard : byShard.entrySet()) {
            out.startNewKeyGroup(shard.getKey());
            DataOutputStream bytes = new DataOutputStream(out);
            bytes.writeInt(shard.getValue().length);
            bytes.write(shard.getValue());
            bytes.flush();
        }
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        if (isFinished) {
            return;
        }
        hosted().commit(checkpointId);
        if (checkpointId >= lastEpoch) {
            end();
        }
    }

    @Override
    public void close() throws Exception {
        if (steps != null) {
            steps.cancel(false);
        }
        if (hosted != null) {
            hosted.close();
        }
        super.close();
    }
}
