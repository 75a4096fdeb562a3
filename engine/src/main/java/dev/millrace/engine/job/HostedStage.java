package dev.millrace.engine.job;

import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.job.Ledger;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.checkpoint.CapturedTask;
import dev.millrace.engine.checkpoint.Checkpoint;
import dev.millrace.engine.exchange.Inlet;
import dev.millrace.engine.exchange.Lane;
import dev.millrace.engine.exchange.Outlet;
import dev.millrace.engine.exchange.Routing;
import dev.millrace.engine.exchange.ShardMap;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.plan.PhysicalPlan;
import dev.millrace.engine.source.Intake;
import dev.millrace.engine.state.Extent;
import dev.millrace.engine.worker.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One task of one stage, in a runtime of others, which brings batches here, takes those that leave to where they are to go, and says
 * when an epoch ends. What happens in between is what happens in a job of this engine: the same task, lanes and operators.
 *
 * <p>Used by one thread. Nothing here waits: while {@link #run} returns false, something is not ready, and it has to be called again.
 */
public final class HostedStage implements AutoCloseable {

    /** Enough for what comes of one batch before it goes on; a task stops where there is no more room, and goes on then. */
    private static final int LANE_BATCHES = 8;

    private final PipelineGraph graph;
    private final SplitNumbers numbers;
    private final Exits exits;
    private final @Nullable Checkpoint restored;
    private final List<Entrance> entrances = new ArrayList<>();
    private final List<Way> ways = new ArrayList<>();
    private final @Nullable HandedInput source;
    private final ChainBody body;
    private final Task task;

    private Task.Ending ending = Task.Ending.OPEN;
    private boolean isPrepared;
    private boolean isClosed;
    private long requestedEpoch;
    private long completedEpoch;
    private @Nullable CapturedTask captured;
    private @Nullable JobFailedException failure;

    /** Takes what leaves a stage. */
    public interface Exits {

        /**
         * Takes a batch, or some signals.
         *
         * @param edge of the plan
         * @param target which of the tasks of the stage there is to get it
         * @param batch valid until this returns
         * @throws Exception whatever went wrong; it is thrown on to who runs the stage
         */
        void take(PhysicalPlan.Edge edge, int target, Batch batch) throws Exception;
    }

    /** The lane from one task elsewhere. */
    private record Entrance(int edge, int sender, Lane lane, Outlet outlet) {}

    /** The lane to one task elsewhere. */
    private record Way(PhysicalPlan.Edge edge, int target, Inlet lane) {}

    /**
     * Makes a task that has not opened anything.
     *
     * @param graph of the pipeline
     * @param plan as {@link dev.millrace.engine.plan.HostedPlanner} makes it
     * @param stageId which stage
     * @param index which of its tasks
     * @param settings of the job
     * @param isCheckpointed whether epochs end before the job does
     * @param restored what the tasks of this stage have left behind, or null
     * @param exits takes what leaves
     */
    public HostedStage(
            PipelineGraph graph,
            PhysicalPlan plan,
            int stageId,
            int index,
            JobSettings settings,
            boolean isCheckpointed,
            @Nullable Checkpoint restored,
            Exits exits) {
        this.graph = graph;
        this.restored = restored;
        this.exits = exits;
        numbers = new SplitNumbers(graph);
        PhysicalPlan.Stage stage = plan.stages().get(stageId);
        source = stage.nodes().get(0) instanceof Node.SourceNode ? new HandedInput() : null;
        TaskWiring wiring = new TaskWiring(
                index,
                graph,
                stage.nodes(),
                null,
                index,
                stage.tasks(),
                inputs(plan, stage, index, settings),
                exits(plan, stage, index, settings),
                List.of(),
                null,
                null,
                0,
                new TaskWiring.Hosting(source));
        body = new ChainBody(
                wiring,
                settings,
                new JobFailures(graph, settings, numbers::locate),
                () -> {},
                () -> Intake.OPEN,
                isCheckpointed ? new Epoch() : null,
                new NoViews(),
                // The other runtime has limits of its own.
                new JobMemory(SharedMemory.unlimited(), exceeded -> {}));
        task = new Task(stage.nodes().get(0).name() + "#" + index, body, new Owner());
        completedEpoch = restored == null ? 0 : restored.header().epoch();
    }

    private List<Inlet.Group> inputs(PhysicalPlan plan, PhysicalPlan.Stage stage, int index, JobSettings settings) {
        List<Inlet.Group> groups = new ArrayList<>();
        for (PhysicalPlan.Edge edge : plan.edgesTo(stage.id())) {
            List<Lane> lanes = new ArrayList<>();
            int senders = plan.stages().get(edge.fromStage()).tasks();
            for (int sender = 0; sender < senders; sender++) {
                if (edge.routing() != Routing.FORWARD || sender % stage.tasks() == index) {
                    Lane lane = new Lane(edge.from().name(), edge.to(), LANE_BATCHES, settings.batchCapacity());
                    Outlet outlet = new Outlet(List.of(lane), Routing.FORWARD, new ShardMap(1), false);
                    entrances.add(new Entrance(edge.id(), sender, lane, outlet));
                    lanes.add(lane);
                }
            }
            groups.add(new Inlet.Group(edge.side(), lanes, plan.isDividedByKey(edge.fromStage())));
        }
        return groups;
    }

    private List<TaskWiring.Exit> exits(PhysicalPlan plan, PhysicalPlan.Stage stage, int index, JobSettings settings) {
        List<TaskWiring.Exit> made = new ArrayList<>();
        for (PhysicalPlan.Edge edge : plan.edgesFrom(stage.id())) {
            int receivers = plan.stages().get(edge.toStage()).tasks();
            List<Lane> lanes = new ArrayList<>();
            for (int target = 0; target < receivers; target++) {
                if (edge.routing() != Routing.FORWARD || target == index % receivers) {
                    Lane lane = new Lane(edge.from().name(), edge.to(), LANE_BATCHES, settings.batchCapacity());
                    ways.add(new Way(
                            edge,
                            target,
                            new Inlet(List.of(new Inlet.Group(0, List.of(lane), false)), Long.MAX_VALUE)));
                    lanes.add(lane);
                }
            }
            Outlet outlet = new Outlet(lanes, edge.routing(), new ShardMap(plan.workers()), false);
            made.add(new TaskWiring.Exit(edge.from().id(), edge.port(), outlet));
        }
        return made;
    }

    /**
     * Takes a batch that another task has sent. To be called when {@link #run} has returned true.
     *
     * @param edge id of the edge of the plan
     * @param sender which of the tasks of the stage there
     * @param batch not kept
     * @throws Exception if a record could not be processed
     */
    public void receive(int edge, int sender, Batch batch) throws Exception {
        Outlet outlet = entrance(edge, sender).outlet();
        boolean isOffered = outlet.offer(batch);
        // Nothing else is on the lane.
        assert isOffered : "a lane has room for a batch";
        outlet.flush();
    }

    /**
     * Takes a batch that was read from the source at the head of this stage. To be called when {@link #run} has returned true.
     *
     * @param batch stays as it is until {@link #run} returns true
     */
    public void receiveRead(Batch batch) {
        Objects.requireNonNull(source, "the stage begins with a source").hand(batch);
    }

    private Entrance entrance(int edge, int sender) {
        for (Entrance entrance : entrances) {
            if (entrance.edge == edge && entrance.sender == sender) {
                return entrance;
            }
        }
        throw new IllegalStateException("nothing comes to '" + task + "' from task " + sender + " by edge " + edge);
    }

    /** Has those that have sent no end be at their ends: nothing will come of them any more. */
    public void endInputs() throws Exception {
        if (source != null) {
            source.end();
        }
        Batch end = new Batch(0);
        end.isEnd = true;
        end.watermark = Long.MAX_VALUE;
        for (Entrance entrance : entrances) {
            if (!entrance.outlet.hasEnded()) {
                entrance.outlet.offer(end);
            }
        }
    }

    /**
     * Does what can be done, and gives away what leaves. While an epoch is being captured it does no more than it has to, so that
     * other work goes on in between.
     *
     * @return whether all that was received has been taken in, and the barrier of the epoch that is to end has left
     * @throws Exception if a record could not be processed, or whatever the exits throw
     */
    public boolean run() throws Exception {
        boolean hasMoved;
        do {
            hasMoved = task.step() == Task.Progress.MOVED;
            give();
        } while (hasMoved && !(isCapturing() && isDone()));
        if (failure != null) {
            throw failure;
        }
        return isDone();
    }

    private boolean isDone() {
        return isTaken() && task.hasEnded(requestedEpoch);
    }

    private void give() throws Exception {
        for (Way way : ways) {
            for (Batch batch = way.lane.poll(); batch != null; batch = way.lane.poll()) {
                exits.take(way.edge, way.target, batch);
                way.lane.release();
                way.lane.passBarrier();
            }
        }
    }

    private boolean isTaken() {
        if (source != null) {
            // A task whose input has ended releases nothing any more.
            return source.isTaken() || isPrepared;
        }
        for (Entrance entrance : entrances) {
            if (entrance.lane.queued() > 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Has an epoch end behind all that was received. {@link #run} returns true when its barrier has left. What it leaves behind is
     * written from then on, some rows at a time, whenever that is called.
     *
     * @param epoch larger than those before, the last of which is not {@link #isCapturing being captured} any more
     */
    public void endEpoch(long epoch) {
        requestedEpoch = epoch;
        captured = null;
        if (source != null) {
            source.bar(epoch);
        }
        for (Entrance entrance : entrances) {
            if (!entrance.outlet.hasEnded()) {
                entrance.outlet.offerBarrier(epoch);
            }
        }
    }

    /** Whether an epoch has ended that has not been captured yet. */
    public boolean isCapturing() {
        return requestedEpoch > 0 && captured == null;
    }

    /**
     * What the last epoch that ended has left behind.
     *
     * @return all of it, once; null if there is nothing, or it is still being captured
     */
    public @Nullable CapturedTask takeCaptured() {
        CapturedTask taken = captured;
        if (taken != null) {
            requestedEpoch = 0;
            captured = null;
        }
        return taken;
    }

    /** Whether all input has been processed, and the writer has prepared. */
    public boolean isPrepared() {
        return isPrepared;
    }

    /**
     * Has writers make visible what they have prepared for an epoch that is complete everywhere, and for those before.
     *
     * @param epoch its number
     * @throws Exception whatever a writer throws
     */
    public void commit(long epoch) throws Exception {
        completedEpoch = epoch;
        run();
    }

    /**
     * Has writers make visible all that they have prepared, and lets go of everything: this task was the last.
     *
     * @return false if a writer is still sending: to be called again
     * @throws Exception whatever a writer throws
     */
    public boolean finish() throws Exception {
        ending = Task.Ending.COMMIT;
        run();
        return task.isClosed();
    }

    /** What happened to the records of each operator. */
    public List<Ledger.Row> rows() {
        body.publish();
        return body.rows();
    }

    /**
     * Lets go of everything, without committing what was not. What the stage has failed with before is not thrown again.
     *
     * @throws JobFailedException if something cannot be closed
     */
    @Override
    public void close() {
        if (isClosed) {
            return;
        }
        ending = Task.Ending.STOP;
        task.step();
        if (failure != null) {
            throw failure;
        }
    }

    private final class Owner implements Task.Owner {

        @Override
        public Task.Ending ending() {
            return ending;
        }

        @Override
        public void onPrepared() {
            isPrepared = true;
        }

        @Override
        public long completedEpoch() {
            return completedEpoch;
        }

        @Override
        public long requestedEpoch() {
            return requestedEpoch;
        }

        @Override
        public long requestedView() {
            return Batch.NO_BARRIER;
        }

        @Override
        public void onFinished() {}

        @Override
        public boolean haveAllFinished() {
            return true;
        }

        @Override
        public boolean hasFailed() {
            return failure != null;
        }

        @Override
        public void onFailure(String operator, Throwable thrown) {
            boolean isOfRecord = thrown instanceof RecordFailure;
            String position = isOfRecord ? numbers.describe(((RecordFailure) thrown).origin()) : null;
            Throwable cause = isOfRecord ? ((RecordFailure) thrown).cause() : thrown;
            JobFailedException failed = new JobFailedException(graph.name(), operator, position, cause);
            if (failure == null) {
                failure = failed;
            } else {
                failure.addSuppressed(failed);
            }
        }

        @Override
        public void onClosed() {
            isClosed = true;
        }
    }

    private final class Epoch implements Epochs {

        @Override
        public @Nullable Checkpoint restored() {
            return restored;
        }

        @Override
        public long originOfNow(long origin) {
            return origin;
        }

        @Override
        public long requested() {
            return requestedEpoch;
        }

        @Override
        public int retained() {
            return 1;
        }

        @Override
        public Extent extent() {
            return Extent.WHOLE;
        }

        @Override
        public void onCaptured(int ofTask, long epoch, CapturedTask state, boolean isLast, long pauseMicros) {
            captured = state;
        }
    }

    private static final class NoViews implements Cuts {

        @Override
        public long barrier() {
            return Batch.NO_BARRIER;
        }

        @Override
        public void onViewCaptured(int task, long view, CapturedTask state) {
            throw new AssertionError("nobody asks for views here");
        }

        @Override
        public void onViewFailed(Exception failed) {
            throw new AssertionError("nobody asks for views here", failed);
        }
    }
}
