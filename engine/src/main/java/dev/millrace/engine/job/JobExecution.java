package dev.millrace.engine.job;

import dev.millrace.api.failure.RecordOrigin;
import dev.millrace.api.graph.Explanation;
import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.api.job.CheckpointFigures;
import dev.millrace.api.job.ConnectionFigures;
import dev.millrace.api.job.HotKey;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.job.JobSnapshot;
import dev.millrace.api.job.JobStatus;
import dev.millrace.api.job.LatencyHistogram;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.job.LongCall;
import dev.millrace.api.job.LookupFigures;
import dev.millrace.api.job.MemoryBudget;
import dev.millrace.api.job.MemoryExceededException;
import dev.millrace.api.job.MemoryFigures;
import dev.millrace.api.job.OperatorFigures;
import dev.millrace.api.job.PendingSavepoint;
import dev.millrace.api.job.StateFigures;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.checkpoint.CapturedView;
import dev.millrace.engine.checkpoint.Checkpoint;
import dev.millrace.engine.checkpoint.CheckpointHeader;
import dev.millrace.engine.checkpoint.CheckpointSettings;
import dev.millrace.engine.checkpoint.Coordinator;
import dev.millrace.engine.checkpoint.CutGate;
import dev.millrace.engine.checkpoint.ViewCoordinator;
import dev.millrace.engine.exchange.Lane;
import dev.millrace.engine.flight.Flight;
import dev.millrace.engine.operator.FrequentKeys;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.plan.PhysicalPlan;
import dev.millrace.engine.source.Intake;
import dev.millrace.engine.worker.Task;
import dev.millrace.engine.worker.Task.Ending;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One job: its tasks, how they end together, and its ledger. It has no thread; somebody steps its tasks: workers, the
 * caller, or a scheduler with a seed.
 *
 * <p>A job finishes in two phases: every task processes its input to the end and prepares; when all have, every sink
 * commits. A failure or a cancellation before that closes all tasks without commit; after it the decision stands, and a
 * sink that fails to commit does not keep the others from it. Methods may be called from any thread unless
 * they say otherwise.
 */
public final class JobExecution implements Task.Owner {

    private final PipelineGraph graph;
    private final InstantSource clock;
    private final SharedMemory sharedMemory;
    private final JobAssembly assembly;
    private final List<ChainBody> bodies = new ArrayList<>();
    private final List<Task> tasks = new ArrayList<>();
    private final List<List<Task>> tasksByWorker = new ArrayList<>();

    /** Null if the job makes no checkpoints. */
    private final @Nullable JobEpochs epochs;

    private final JobViews views;

    /** Runs what must wait until no checkpoint is being written. */
    private final Executor writer;

    /** The one that it went on from; 0 for the beginning. */
    private final long firstEpoch;

    /** What is wanted of the job, and its status. */
    private final JobControl control;

    private final AtomicInteger unprepared;
    private final AtomicInteger unfinished;
    private final AtomicInteger unclosed;
    private final AtomicReference<@Nullable JobFailedException> failure = new AtomicReference<>();
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile Ending ending = Ending.OPEN;
    private volatile Consumer<JobStatus> onEnd;

    /**
     * Plans a job without checkpoints and makes its tasks; splits are listed, nothing else is opened.
     *
     * @param graph what to run
     * @param control what is wanted of the job
     * @param settings of the runtime
     * @param workers how many there are
     * @param wakeUps what ends the idling of a worker
     * @param pushInputs makes both sides of a pushed source
     * @throws JobFailedException if a source cannot find its splits
     */
    public JobExecution(
            PipelineGraph graph,
            JobControl control,
            JobSettings settings,
            int workers,
            IntFunction<Runnable> wakeUps,
            PushInput.Maker pushInputs) {
        this(graph, control, settings, workers, wakeUps, pushInputs, null, null);
    }

    /**
     * Plans a job that makes checkpoints, and makes its tasks.
     *
     * @param graph what to run
     * @param control what is wanted of the job; that of its last execution, if there was one
     * @param settings of the runtime
     * @param workers how many there are
     * @param wakeUps what ends the idling of a worker
     * @param pushInputs makes both sides of a pushed source
     * @param checkpoints how they are made, or null for none
     * @param restored the one that the job goes on from, or null
     * @throws JobFailedException if a source cannot find its splits
     * @throws IllegalStateException if the checkpoint has state that the pipeline cannot take up
     */
    public JobExecution(
            PipelineGraph graph,
            JobControl control,
            JobSettings settings,
            int workers,
            IntFunction<Runnable> wakeUps,
            PushInput.Maker pushInputs,
            @Nullable CheckpointSettings checkpoints,
            @Nullable Checkpoint restored) {
        this.graph = graph;
        clock = settings.clock();
        firstEpoch = restored == null ? 0 : restored.header().epoch();
        this.control = control;
        onEnd = control::onEnd;
        assembly = new JobAssembly(graph, settings, workers);
        sharedMemory = settings.memory();
        JobMemory memory = new JobMemory(sharedMemory, this::onMemoryExceeded);
        int taskCount = assembly.plan().stages().stream()
                .mapToInt(PhysicalPlan.Stage::tasks)
                .sum();
        CutGate gate = new CutGate();
        Coordinator.HeaderMaker headers = (epoch, kind, timeMillis) -> new CheckpointHeader(
                graph.name(), epoch, kind, timeMillis, assembly.plan().workers(), assembly.splitNames());
        writer = checkpoints == null ? Runnable::run : checkpoints.writer();
        epochs = checkpoints == null
                ? null
                : new JobEpochs(
                        checkpoints,
                        restored,
                        settings.clock(),
                        graph,
                        assembly,
                        taskCount,
                        gate,
                        headers,
                        control,
                        () -> decide(Ending.COMMIT),
                        () -> decide(Ending.SAVED));
        views = new JobViews(
                graph,
                new ViewCoordinator(
                        gate,
                        settings.clock(),
                        taskCount,
                        headers,
                        task -> tasks.get(task).toString()),
                epochs);
        for (int i = 0; i < workers; i++) {
            tasksByWorker.add(new ArrayList<>());
        }
        for (PhysicalPlan.Stage stage : assembly.plan().stages()) {
            for (int index = 0; index < stage.tasks(); index++) {
                int worker = stage.worker(index, workers);
                ChainBody body = assembly.makeBody(
                        tasks.size(),
                        stage,
                        index,
                        pushInputs,
                        wakeUps.apply(worker),
                        this::pushRefusal,
                        control::intake,
                        epochs,
                        views,
                        memory);
                Task task = new Task(stage.nodes().get(0).name() + "#" + index, body, this);
                bodies.add(body);
                tasks.add(task);
                tasksByWorker.get(worker).add(task);
            }
        }
        unprepared = new AtomicInteger(tasks.size());
        unfinished = new AtomicInteger(tasks.size());
        unclosed = new AtomicInteger(tasks.size());
    }

    /** All tasks, in topological order of their stages. */
    public List<Task> tasks() {
        return tasks;
    }

    /** The tasks of one worker. */
    public List<Task> tasksOfWorker(int worker) {
        return tasksByWorker.get(worker);
    }

    /** All lanes, for tests of their bounds. */
    public List<Lane> lanes() {
        return assembly.allLanes();
    }

    /** The physical plan, for people. */
    public Explanation explain() {
        return assembly.plan().explain();
    }

    /** The graph. */
    public PipelineGraph graph() {
        return graph;
    }

    /** Where a record came from, or null if that is not known. */
    public @Nullable RecordOrigin locate(long origin) {
        return assembly.locate(origin);
    }

    /** The pushed source with a node id, or null if it is not one. */
    public @Nullable PushInput pushInput(int sourceId) {
        return assembly.pushed().get(sourceId);
    }

    /** What the job is doing. */
    public JobStatus status() {
        return control.status();
    }

    /** Why the job failed, or null. */
    public @Nullable JobFailedException failure() {
        return failure.get();
    }

    /** Why nothing can be pushed any more, or null while the job runs. */
    public @Nullable RuntimeException pushRefusal() {
        JobFailedException failed = failure.get();
        if (failed != null) {
            return failed;
        }
        if (ending == Ending.STOP) {
            return new CancellationException("job '" + graph.name() + "' was cancelled");
        }
        RuntimeException refusal = control.pushRefusal();
        return refusal == null && status().isEnd()
                ? new IllegalStateException("job '" + graph.name() + "' has finished")
                : refusal;
    }

    /** Has sources read nothing for now. */
    public void pause() {
        control.pause();
    }

    /** Has sources read on. */
    public void resume() {
        control.resume();
    }

    /** Has sources end where they are. */
    public void drain() {
        control.drain();
        if (control.intake() == Intake.DRAINING) {
            assembly.pushed().values().forEach(PushInput::end);
        }
    }

    /**
     * Asks for a savepoint.
     *
     * @throws IllegalStateException if there can be none now
     */
    public PendingSavepoint savepoint(Optional<String> label) {
        requireCheckpoints();
        return control.savepoint(label);
    }

    /**
     * Has the job end with a savepoint.
     *
     * @throws IllegalStateException if there can be none now
     */
    public PendingSavepoint stopWithSavepoint(Optional<String> label) {
        requireCheckpoints();
        PendingSavepoint asked = control.stop(label);
        // Who waits for room in an ingress waits in vain.
        endPushes();
        return asked;
    }

    private void requireCheckpoints() {
        if (epochs == null) {
            throw new IllegalStateException("no savepoint of job '" + graph.name() + "' can be made: it keeps no"
                    + " checkpoints; start it with Checkpoints.in(...)");
        }
    }

    /** Asks all tasks to close, unless all have prepared already. They do so at their next step. */
    public void cancel() {
        if (decide(Ending.STOP)) {
            endPushes();
        }
    }

    /** Decides how the job ends, unless that was decided before. */
    private synchronized boolean decide(Ending how) {
        boolean isOpen = ending == Ending.OPEN;
        if (isOpen) {
            ending = how;
            views.stop(how == Ending.COMMIT ? "has finished" : "is stopping");
            if (epochs != null) {
                epochs.coordinator().stop();
            }
        }
        return isOpen;
    }

    /**
     * Sets who is told how it has ended, on the last task's thread, instead of its control. To be set before the first step.
     */
    public void setOnEnd(Consumer<JobStatus> action) {
        onEnd = action;
    }

    /** Released when every task has let go of everything. */
    public CountDownLatch end() {
        return end;
    }

    @Override
    public Ending ending() {
        return ending;
    }

    @Override
    public void onPrepared() {
        if (unprepared.decrementAndGet() > 0) {
            return;
        }
        if (epochs == null) {
            decide(Ending.COMMIT);
        } else {
            // It is decided once a checkpoint knows what was prepared.
            epochs.coordinator().hurry();
        }
    }

    @Override
    public void onFinished() {
        unfinished.decrementAndGet();
    }

    @Override
    public boolean haveAllFinished() {
        return unfinished.get() == 0;
    }

    @Override
    public boolean hasFailed() {
        return failure.get() != null;
    }

    @Override
    public long completedEpoch() {
        return epochs == null ? Batch.NO_BARRIER : epochs.coordinator().completed();
    }

    @Override
    public long requestedEpoch() {
        return epochs == null ? Batch.NO_BARRIER : epochs.requested();
    }

    @Override
    public long requestedView() {
        return views.requested();
    }

    /**
     * Has the state captured for a view. The result is completed by the thread of a task.
     *
     * @throws IllegalArgumentException if something cannot be stored; names the operator, and the path to the field
     */
    public CompletableFuture<CapturedView> requestView() {
        return views.request();
    }

    /** Says what a view that does not come waits for. */
    public String describeViewProgress() {
        return views.describeProgress();
    }

    /** Has the epoch that is under way end as soon as can be, if the job makes checkpoints. */
    public void requestCheckpoint() {
        if (epochs != null) {
            epochs.coordinator().hurry();
        }
    }

    /** How checkpoints went so far, or null if the job makes none. */
    public Coordinator.@Nullable Figures checkpointFigures() {
        return epochs == null ? null : epochs.coordinator().figures();
    }

    @Override
    public void onFailure(String operator, Throwable thrown) {
        long origin = RecordFailure.NO_ORIGIN;
        Throwable cause = thrown;
        if (thrown instanceof RecordFailure failed) {
            origin = failed.origin();
            cause = failed.cause();
        }
        JobFailedException failed =
                new JobFailedException(graph.name(), operator, assembly.describeOrigin(origin), cause);
        JobFailedException first = failure.compareAndExchange(null, failed);
        if (first != null) {
            first.addSuppressed(failed);
        }
        decide(Ending.STOP);
        endPushes();
    }

    /** Any thread. */
    private void onMemoryExceeded(MemoryBudget budget) {
        if (ending != Ending.OPEN) {
            // It lets go of everything anyway.
            return;
        }
        Node largest = graph.nodes().stream()
                .max(Comparator.comparingLong(node -> memory(node).bytes()))
                .orElseThrow();
        onFailure(largest.name(), new MemoryExceededException(largest.name(), memory(largest), budget));
    }

    /** What a node keeps in memory, as weighed last. */
    private MemoryFigures memory(Node node) {
        return bodies.stream().map(body -> body.memory(node.name())).reduce(MemoryFigures.NOTHING, MemoryFigures::plus);
    }

    private void endPushes() {
        assembly.pushed().values().forEach(PushInput::onJobEnd);
    }

    @Override
    public void onClosed() {
        if (unclosed.decrementAndGet() == 0) {
            writer.execute(this::finish);
        }
    }

    private void finish() {
        onEnd.accept(outcome());
        endPushes();
        end.countDown();
    }

    private JobStatus outcome() {
        if (failure.get() != null) {
            return JobStatus.FAILED;
        }
        return switch (ending) {
            case COMMIT -> JobStatus.FINISHED;
            case SAVED -> JobStatus.STOPPED;
            case STOP, OPEN -> JobStatus.CANCELLED;
        };
    }

    /** Asks every task to publish its account after its next step. */
    public void requestAccounts() {
        bodies.forEach(ChainBody::requestAccount);
    }

    /** Whether every task has published since the last request, or has ended. */
    public boolean areAccountsPublished() {
        return bodies.stream().allMatch(ChainBody::isAccountPublished);
    }

    /** Publishes all accounts now. Only for a job that is stepped by the calling thread. */
    public void publishAccounts() {
        bodies.forEach(ChainBody::publish);
    }

    /**
     * What a lookup has cost and saved, as last published.
     *
     * @throws NoSuchElementException if there is no lookup of that name
     */
    public LookupFigures lookup(String operator) {
        if (graph.nodes().stream()
                .noneMatch(
                        node -> node instanceof Node.LookupNode && node.name().equals(operator))) {
            throw new NoSuchElementException("no lookup '" + operator + "' in job '" + graph.name() + "'");
        }
        return bodies.stream()
                .flatMap(body -> Stream.ofNullable(body.lookups().get(operator)))
                .reduce(new LookupFigures(0, 0, 0, 0, 0, 0), LookupFigures::plus);
    }

    /**
     * How large a state of a process function is, as last published.
     *
     * @throws NoSuchElementException if there is no such operator, or it has no such state
     */
    public StateFigures state(String operator, String state) {
        if (graph.nodes().stream()
                .noneMatch(node -> node instanceof Node.ProcessNode process
                        && node.name().equals(operator)
                        && process.states().stream()
                                .anyMatch(spec -> spec.name().equals(state)))) {
            throw new NoSuchElementException(
                    "no state '" + state + "' of a process function '" + operator + "' in job '" + graph.name() + "'");
        }
        return bodies.stream()
                .flatMap(body -> Stream.ofNullable(body.states().get(operator)))
                .map(figures -> figures.get(state))
                .reduce(new StateFigures(0, 0, 0), StateFigures::plus);
    }

    /** Has accounts from now on tell about keys and latencies. */
    public void wantDetails() {
        bodies.forEach(ChainBody::wantDetails);
    }

    /**
     * The keys with the largest shares of the records of a keyed operator, as last published; see {@link #wantDetails}.
     *
     * @throws NoSuchElementException if there is no keyed operator of that name
     */
    public List<HotKey> hotKeys(String operator) {
        List<String> keyBys = keyReaders(operator);
        if (keyBys.isEmpty()) {
            throw new NoSuchElementException(
                    "no operator '" + operator + "' that has keys in job '" + graph.name() + "'");
        }
        return HotKeys.of(frequentKeys(keyBys));
    }

    /** Names of those that read the keys of an operator; none if it has no keys. */
    private List<String> keyReaders(String operator) {
        return graph.nodes().stream()
                .filter(node -> node.name().equals(operator))
                .flatMap(node -> node.inputs().stream())
                .map(input -> graph.nodes().get(input))
                .filter(Node.KeyByNode.class::isInstance)
                .map(keyBy -> reader((Node.KeyByNode) keyBy).name())
                .toList();
    }

    private List<FrequentKeys.Snapshot> frequentKeys(List<String> keyBys) {
        return bodies.stream()
                .flatMap(body -> keyBys.stream()
                        .flatMap(keyBy -> Stream.ofNullable(body.frequentKeys().get(keyBy))))
                .toList();
    }

    /** The node that reads the key: one before it, where keys come with the records. */
    private Node.KeyByNode reader(Node.KeyByNode keyBy) {
        Node before = graph.nodes().get(keyBy.input());
        return keyBy.repeats(before) ? reader((Node.KeyByNode) before) : keyBy;
    }

    /** Whether answers from outside are awaited. Only for a job that is stepped by the calling thread. */
    public boolean isWaiting() {
        return bodies.stream().anyMatch(ChainBody::isWaiting);
    }

    /** Has the next accounts tell what was read lately. */
    public void wantFlight() {
        bodies.forEach(ChainBody::wantFlight);
    }

    /** What was read lately, as last published; see {@link #wantFlight}. A job that has ended knows it without. */
    public Flight flight() {
        return new Flight(
                graph.name(),
                clock.millis(),
                firstEpoch,
                bodies.stream().flatMap(body -> body.flight().stream()).toList());
    }

    /** The ledger, as last published. */
    public Ledger ledger() {
        Map<String, Ledger.Row> found = new HashMap<>();
        for (ChainBody body : bodies) {
            body.rows().forEach(row -> found.merge(row.operator(), row, Ledger.Row::plus));
        }
        List<Ledger.Row> rows = new ArrayList<>();
        for (Node node : graph.nodes()) {
            // Not every node has a first half, but the order of rows is that of the pipeline.
            Stream.of(PhysicalPlan.partialName(node), node.name())
                    .flatMap(name -> Stream.ofNullable(found.get(name)))
                    .forEach(rows::add);
        }
        Map<List<String>, Ledger.Edge> edges = new LinkedHashMap<>();
        for (ChainBody body : bodies) {
            body.edges().forEach(edge -> edges.merge(edge.ends(), edge, Ledger.Edge::plus));
        }
        for (Lane lane : lanes()) {
            Ledger.Edge edge = new Ledger.Edge(lane.from(), lane.to(), lane.sent(), lane.received(), lane.queued());
            edges.merge(edge.ends(), edge, Ledger.Edge::plus);
        }
        return new Ledger(rows, List.copyOf(edges.values()));
    }

    /**
     * All figures, as last published.
     *
     * @param asStatus what the job as a whole is doing
     * @param checkpoints how those went
     * @param longCalls calls of user code that have not returned for long
     */
    public JobSnapshot snapshot(JobStatus asStatus, CheckpointFigures checkpoints, List<LongCall> longCalls) {
        return new JobSnapshot(
                graph.name(),
                asStatus,
                clock.instant(),
                operators(),
                bodies.stream().flatMap(body -> body.splits().stream()).toList(),
                connections(),
                longCalls,
                ledger(),
                checkpoints,
                sharedMemory.figures());
    }

    private List<OperatorFigures> operators() {
        Set<String> blocked =
                bodies.stream().flatMap(body -> body.blockedSink().stream()).collect(Collectors.toSet());
        return graph.nodes().stream()
                .map(node -> new OperatorFigures(
                        node.name(),
                        node.describe(),
                        role(node),
                        graph.inputs(node).stream()
                                .map(input -> graph.nodes().get(input).name())
                                .toList(),
                        blocked.contains(node.name()),
                        HotKeys.of(frequentKeys(keyReaders(node.name()))),
                        node instanceof Node.SinkNode ? latencies(node.name()) : LatencyHistogram.EMPTY,
                        memory(node)))
                .toList();
    }

    private LatencyHistogram latencies(String sink) {
        return bodies.stream()
                .filter(body -> body.endsWith(sink))
                .map(ChainBody::latencies)
                .reduce(LatencyHistogram.EMPTY, LatencyHistogram::plus);
    }

    private static OperatorFigures.Role role(Node node) {
        if (node instanceof Node.SourceNode) {
            return OperatorFigures.Role.SOURCE;
        }
        if (node instanceof Node.SinkNode) {
            return OperatorFigures.Role.SINK;
        }
        if (node instanceof Node.LateNode) {
            return OperatorFigures.Role.LATE;
        }
        return node instanceof Node.FailedNode || node instanceof Node.DeadLettersNode
                ? OperatorFigures.Role.FAILED
                : OperatorFigures.Role.OPERATOR;
    }

    /** Between two operators the fullest lane counts: its sender waits however empty the others are. */
    private List<ConnectionFigures> connections() {
        Map<List<String>, ConnectionFigures> found = new LinkedHashMap<>();
        for (Lane lane : lanes()) {
            found.merge(
                    List.of(lane.from(), lane.to()),
                    new ConnectionFigures(lane.from(), lane.to(), lane.queued(), lane.fullness()),
                    (one, other) -> new ConnectionFigures(
                            one.from(),
                            one.to(),
                            one.queued() + other.queued(),
                            Math.max(one.fullness(), other.fullness())));
        }
        return List.copyOf(found.values());
    }
}
