package dev.millrace.runner.flink;

import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.api.job.Ledger;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.checkpoint.CapturedTask;
import dev.millrace.engine.checkpoint.Checkpoint;
import dev.millrace.engine.checkpoint.CheckpointHeader;
import dev.millrace.engine.job.HostedStage;
import dev.millrace.engine.job.JobSettings;
import dev.millrace.engine.plan.HostedPlanner;
import dev.millrace.engine.plan.PhysicalPlan;
import java.io.DataInputStream;
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
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.KeyGroupStatePartitionStreamProvider;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OperatorSnapshotFutures;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Hosts one task of one stage in Flink: packets come in and go out, Flink's checkpoints end epochs, its notifications commit them.
 * At a barrier nothing is written; the task does that later, a little at a time ({@link LaterSnapshot}).
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

    /** Takes what the task's thread is to do between packets. */
    private final MailboxExecutor mailbox;

    private final Map<Integer, OutputTag<Packet>> tags = new HashMap<>();
    private final List<LedgerAccumulator> ledger = new ArrayList<>();
    private final StreamRecord<Packet> record = new StreamRecord<>(new Packet(0, 0, 0, new Batch(0)));
    private @Nullable HostedStage hosted;
    private @Nullable LaterSnapshot snapshot;
    private boolean isFinished;
    private int stepsSinceAccount;
    private @Nullable ScheduledFuture<?> steps;

    /** The first epoch that ended after all input; its completion is the end of this task. */
    private long lastEpoch = Long.MAX_VALUE;

    StageOperator(StreamOperatorParameters<Packet> parameters, StagePlace place) {
        // And not by the constructor for that, which Flink 1.20 does not have.
        setup(parameters.getContainingTask(), parameters.getStreamConfig(), parameters.getOutput());
        processingTimeService = parameters.getProcessingTimeService();
        mailbox = parameters.getMailboxExecutor();
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
        ListState<byte[]> ofNoKey = context.getOperatorStateStore().getUnionListState(LaterSnapshot.OF_NO_KEY);
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
                context.isRestored() ? restored(context, ofNoKey, graph) : null,
                (edge, target, batch) -> send(tag(edge.id()), edge.id(), index, target, batch));
        ofNoKey.clear();
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

    private Checkpoint restored(StateInitializationContext context, ListState<byte[]> ofNoKey, PipelineGraph graph)
            throws Exception {
        List<byte[]> blocks = new ArrayList<>();
        for (byte[] block : ofNoKey.get()) {
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
        // Of one that Flink has given up.
        captureAll();
        hosted().endEpoch(checkpointId);
        run();
        if (hosted().isPrepared() && lastEpoch == Long.MAX_VALUE) {
            lastEpoch = checkpointId;
        }
    }

    @Override
    public OperatorSnapshotFutures snapshotState(
            long checkpointId, long timestamp, CheckpointOptions options, CheckpointStreamFactory files)
            throws Exception {
        OperatorSnapshotFutures futures = super.snapshotState(checkpointId, timestamp, options, files);
        if (isFinished) {
            return futures;
        }
        LaterSnapshot later = new LaterSnapshot(getRuntimeContext().getTaskInfo(), files);
        later.addTo(
                futures,
                new LaterSnapshot.NoKeyWriter(
                        getUserCodeClassloader(), getExecutionConfig(), checkpointId, timestamp, files, options));
        snapshot = later;
        goOnCapturing();
        return futures;
    }

    private void captureAll() throws Exception {
        while (hosted().isCapturing()) {
            hosted().run();
        }
        handIn();
    }

    /** Goes on with what is to be captured, and lets others have a turn in between. */
    private void goOnCapturing() throws Exception {
        if (hosted().isCapturing()) {
            hosted().run();
        }
        handIn();
        if (hosted().isCapturing()) {
            // Timers end with the input, or at a savepoint that stops the job; this does not.
            mailbox.execute(this::goOnCapturing, "goes on capturing");
        }
    }

    private void handIn() {
        CapturedTask all = hosted().takeCaptured();
        if (all != null) {
            Objects.requireNonNull(snapshot, "it was asked for").complete(all);
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
        if (snapshot != null) {
            snapshot.cancel();
        }
        if (hosted != null) {
            hosted.close();
        }
        super.close();
    }
}
