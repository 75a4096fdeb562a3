package dev.millrace.engine.job;

import dev.millrace.api.connector.Push;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.Split;
import dev.millrace.api.failure.RecordOrigin;
import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.engine.batch.Origin;
import dev.millrace.engine.checkpoint.Checkpoint;
import dev.millrace.engine.checkpoint.CheckpointHeader;
import dev.millrace.engine.exchange.Inlet;
import dev.millrace.engine.exchange.Lane;
import dev.millrace.engine.exchange.Outlet;
import dev.millrace.engine.exchange.Routing;
import dev.millrace.engine.exchange.ShardMap;
import dev.millrace.engine.plan.PhysicalPlan;
import dev.millrace.engine.plan.Planner;
import dev.millrace.engine.source.Intake;
import dev.millrace.engine.source.SplitState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds splits, plans, and wires: everything about a job that does not change while it runs. */
final class JobAssembly {

    private final PipelineGraph graph;
    private final JobSettings settings;
    private final PhysicalPlan plan;
    private final JobFailures failures;
    private final Map<Integer, List<TaskWiring.NumberedSplit>> splits = new LinkedHashMap<>();
    private final Map<Integer, Integer> pushOrdinals = new LinkedHashMap<>();
    private final Map<Integer, PushInput> pushed = new LinkedHashMap<>();
    private final Map<PhysicalPlan.Edge, @Nullable Lane[][]> lanes = new LinkedHashMap<>();

    /** By ordinal. Grows under this, and is read by any thread. */
    private final List<SplitName> splitNames = new CopyOnWriteArrayList<>();

    /** By node id of the source: what appears while the job runs. */
    private final Map<Integer, AppearingSplits> appearing = new LinkedHashMap<>();

    private record SplitName(String source, @Nullable Split<?> split) {

        String describe(long position) {
            return "'" + source + "', " + (split == null ? "record " + position : split.describePosition(position));
        }

        CheckpointHeader.SplitName forCheckpoint() {
            return new CheckpointHeader.SplitName(source, split == null ? "" : split.id());
        }
    }

    JobAssembly(PipelineGraph graph, JobSettings settings, int workers) {
        this.graph = graph;
        this.settings = settings;
        failures = new JobFailures(graph, settings, this::locate);
        for (Node node : graph.nodes()) {
            if (node instanceof Node.SourceNode source) {
                splits.put(source.id(), numberSplits(source));
            }
        }
        plan = Planner.plan(graph, workers, node -> Math.max(1, splits(node).size()));
        plan.edges().forEach(edge -> lanes.put(edge, makeLanes(edge)));
    }

    private List<TaskWiring.NumberedSplit> splits(int sourceNode) {
        return Objects.requireNonNull(splits.get(sourceNode), "every source was asked for its splits");
    }

    private List<TaskWiring.NumberedSplit> numberSplits(Node.SourceNode source) {
        List<TaskWiring.NumberedSplit> numbered = new ArrayList<>();
        if (source.source().source() instanceof Push) {
            // It has one split, which is made with its task.
            pushOrdinals.put(source.id(), splitNames.size());
            splitNames.add(new SplitName(source.name(), null));
            return numbered;
        }
        for (Split<?> split : findSplits(source)) {
            numbered.add(number(source.name(), split));
        }
        return numbered;
    }

    private synchronized TaskWiring.NumberedSplit number(String source, Split<?> split) {
        if (splitNames.size() >= Source.SPLITS_MAX) {
            throw new IllegalStateException("a job may have " + Source.SPLITS_MAX + " splits, but '" + source
                    + "' has found one more: " + split.id() + "; read fewer, or in several jobs");
        }
        splitNames.add(new SplitName(source, split));
        return new TaskWiring.NumberedSplit(split, splitNames.size() - 1);
    }

    private List<? extends Split<?>> findSplits(Node.SourceNode source) {
        try {
            List<? extends Split<?>> found = source.source().source().splits();
            if (found.isEmpty()) {
                throw new IllegalStateException("the source has no splits; it must have at least one");
            }
            return found;
        } catch (Exception failed) {
            throw new JobFailedException(graph.name(), source.name(), null, failed);
        }
    }

    private @Nullable Lane[][] makeLanes(PhysicalPlan.Edge edge) {
        int senders = plan.stages().get(edge.fromStage()).tasks();
        int receivers = plan.stages().get(edge.toStage()).tasks();
        @Nullable Lane[][] grid = new Lane[senders][receivers];
        for (int sender = 0; sender < senders; sender++) {
            for (int receiver = 0; receiver < receivers; receiver++) {
                if (edge.routing() != Routing.FORWARD || receiver == sender % receivers) {
                    grid[sender][receiver] =
                            new Lane(edge.from().name(), edge.to(), settings.laneBatches(), settings.batchCapacity());
                }
            }
        }
        return grid;
    }

    private @Nullable Lane[][] lanes(PhysicalPlan.Edge edge) {
        return Objects.requireNonNull(lanes.get(edge), "every edge got its lanes");
    }

    /** Makes the inside of one task. */
    ChainBody makeBody(
            int task,
            PhysicalPlan.Stage stage,
            int index,
            PushInput.Maker pushInputs,
            Runnable wakeUp,
            Supplier<@Nullable RuntimeException> refusal,
            Supplier<Intake> intake,
            @Nullable Epochs epochs,
            Cuts cuts,
            JobMemory memory) {
        List<TaskWiring.NumberedSplit> share = new ArrayList<>();
        PushInput push = null;
        int pushOrdinal = 0;
        AppearingSplits others = null;
        if (stage.nodes().get(0) instanceof Node.SourceNode source) {
            List<TaskWiring.NumberedSplit> all = splits(source.id());
            if (source.source().source() instanceof Push<?> described) {
                push = begin(source.name(), pushInputs.make(source.name(), described, wakeUp, refusal), epochs);
                pushed.put(source.id(), push);
                pushOrdinal = pushOrdinals.getOrDefault(source.id(), 0);
            } else {
                others = appearing.computeIfAbsent(
                        source.id(),
                        id -> new AppearingSplits(
                                source.source().source(), all, stage.tasks(), split -> number(source.name(), split)));
                others.wakeUp(index, wakeUp);
                for (int i = index; i < all.size(); i += stage.tasks()) {
                    share.add(all.get(i));
                }
            }
        }
        TaskWiring wiring = new TaskWiring(
                task,
                graph,
                stage.nodes(),
                stage.partial(),
                index,
                stage.tasks(),
                inputLanes(stage, index),
                exits(stage, index),
                share,
                others,
                push,
                pushOrdinal,
                null);
        return new ChainBody(wiring, settings, failures, wakeUp, intake, epochs, cuts, memory);
    }

    private PushInput begin(String source, PushInput push, @Nullable Epochs epochs) {
        Checkpoint restored = epochs == null ? null : epochs.restored();
        SplitState state = restored == null ? null : restored.splits(source).get("");
        try {
            push.begin(
                    state == null ? null : state.position(), state != null && state.position() == null, epochs != null);
            return push;
        } catch (IOException failed) {
            throw new JobFailedException(graph.name(), source, null, failed);
        }
    }

    private List<Inlet.Group> inputLanes(PhysicalPlan.Stage stage, int index) {
        return plan.edgesTo(stage.id()).stream()
                .map(edge -> {
                    List<Lane> fromSenders = Arrays.stream(lanes(edge))
                            .map(bySender -> bySender[index])
                            .filter(Objects::nonNull)
                            .toList();
                    return new Inlet.Group(edge.side(), fromSenders, plan.isDividedByKey(edge.fromStage()));
                })
                .toList();
    }

    private List<TaskWiring.Exit> exits(PhysicalPlan.Stage stage, int index) {
        ShardMap shards = new ShardMap(plan.workers());
        boolean isWatched = plan.leadsToMeeting(stage.id());
        return plan.edgesFrom(stage.id()).stream()
                .map(edge -> {
                    List<Lane> toReceivers = Arrays.stream(lanes(edge)[index])
                            .filter(Objects::nonNull)
                            .toList();
                    return new TaskWiring.Exit(
                            edge.from().id(), edge.port(), new Outlet(toReceivers, edge.routing(), shards, isWatched));
                })
                .toList();
    }

    PhysicalPlan plan() {
        return plan;
    }

    /** By node id of the source. */
    Map<Integer, PushInput> pushed() {
        return pushed;
    }

    List<Lane> allLanes() {
        return lanes.values().stream()
                .flatMap(grid -> Arrays.stream(grid).flatMap(Arrays::stream))
                .filter(Objects::nonNull)
                .toList();
    }

    /** All splits by their numbers, for a checkpoint. */
    List<CheckpointHeader.SplitName> splitNames() {
        return splitNames.stream().map(SplitName::forCheckpoint).toList();
    }

    /**
     * Finds the numbers that the splits of a checkpoint have now. Those that are gone get new ones, behind all others.
     *
     * @return by number of then
     */
    int[] numbersOfNow(List<CheckpointHeader.SplitName> then) {
        List<CheckpointHeader.SplitName> now = splitNames();
        int[] numbers = new int[then.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = now.indexOf(then.get(i));
            if (numbers[i] < 0) {
                numbers[i] = splitNames.size();
                splitNames.add(new SplitName(then.get(i).source(), null));
            }
        }
        return numbers;
    }

    /** Where a record came from, or null if that is not known. */
    @Nullable
    RecordOrigin locate(long origin) {
        if (!Origin.isRecord(origin)) {
            return null;
        }
        SplitName name = splitNames.get(Origin.splitOrdinal(origin));
        Split<?> split = name.split();
        long position = Origin.position(origin);
        return new RecordOrigin(name.source(), split == null ? "" : split.id(), position, describe(name, position));
    }

    private static String describe(SplitName name, long position) {
        try {
            return name.describe(position);
        } catch (RuntimeException failed) {
            // The connector's description must not hide the failure that it was to explain.
            return "'" + name.source() + "', position " + position;
        }
    }

    /** As {@link #locate}, for people. */
    @Nullable
    String describeOrigin(long origin) {
        RecordOrigin located = locate(origin);
        return located == null ? null : located.description();
    }
}
