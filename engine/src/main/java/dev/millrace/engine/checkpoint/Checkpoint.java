package dev.millrace.engine.checkpoint;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.Codecs;
import dev.millrace.api.type.ValueDecoder;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.source.SplitState;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.time.SplitTime;
import dev.millrace.engine.time.WatermarkMerge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A checkpoint in memory, to be read by operator. Thread-safe: each caller gets readers of its own. */
public final class Checkpoint {

    private final CheckpointHeader header;
    private final long previousEpoch;
    private final List<TaskBlock> tasks;

    /**
     * Something prepared by a writer of a sink.
     *
     * @param writer which of the sink's writers
     * @param epoch for which epoch
     * @param prepared what it prepared
     */
    @SuppressWarnings("ArrayRecordComponent") // carried from here to there, and compared by nobody
    public record Work(int writer, long epoch, byte[] prepared) {}

    /** A section, and the task that has it. */
    record Found(TaskBlock task, TaskBlock.Section section) {

        BinaryInput open() {
            return task.open(section);
        }
    }

    Checkpoint(CheckpointHeader header, long previousEpoch, List<TaskBlock> tasks) {
        this.header = header;
        this.previousEpoch = previousEpoch;
        this.tasks = List.copyOf(tasks);
    }

    /**
     * Puts together what a runtime of others has kept.
     *
     * @param header what is to be said of it
     * @param blocks of tasks, or pieces of them as {@link DividedBlock} made them, always in the same order: those that belong to
     *     no shard, of all tasks, before the others
     * @return a checkpoint to go on from
     */
    public static Checkpoint ofBlocks(CheckpointHeader header, List<byte[]> blocks) {
        return new Checkpoint(
                header,
                0,
                blocks.stream().map(bytes -> new TaskBlock(bytes, false)).toList());
    }

    /** What it says of itself. */
    public CheckpointHeader header() {
        return header;
    }

    /** The epoch of the file that has what did not change since then, or 0 if this one has everything. */
    public long previousEpoch() {
        return previousEpoch;
    }

    List<TaskBlock> tasks() {
        return tasks;
    }

    Stream<Found> find(int kind) {
        return tasks.stream()
                .flatMap(task -> task.sections().stream()
                        .filter(section -> section.kind() == kind)
                        .map(section -> new Found(task, section)));
    }

    private Stream<Found> find(int kind, String name) {
        return find(kind).filter(found -> found.section().name().equals(name));
    }

    /** Where the splits of a source stood, by their ids. */
    public Map<String, SplitState> splits(String source) {
        return find(TaskWriter.SPLIT, source)
                .map(found -> readSplit(found.open()))
                .collect(Collectors.toMap(SplitState::id, split -> split, (one, other) -> one));
    }

    static SplitState readSplit(BinaryInput in) {
        String id = in.readString();
        boolean isEnded = in.readBoolean();
        byte[] position = in.readBytes();
        long maxSeen = in.readSigned();
        long watermark = in.readSigned();
        long arrivals = in.readSigned();
        long unconfirmed = in.readSigned();
        long lastArrivalMillis = in.readSigned();
        SplitTime.Standing time = new SplitTime.Standing(
                maxSeen,
                watermark,
                arrivals,
                ClosedByCode.read(in.readByte()),
                unconfirmed,
                lastArrivalMillis,
                in.readBoolean());
        return new SplitState(id, isEnded ? null : position, time);
    }

    /** How far event time had come at all splits that had not ended and before all operators; the end if there is neither. */
    public long watermark() {
        LongStream splits = find(TaskWriter.SPLIT)
                .map(found -> readSplit(found.open()))
                .filter(split -> split.position() != null)
                .mapToLong(split -> split.time().watermark());
        LongStream operators = find(TaskWriter.TIME)
                .flatMap(found -> readTime(found.open()).stream())
                .mapToLong(WatermarkMerge.Standing::watermark);
        return LongStream.concat(splits, operators).min().orElse(Long.MAX_VALUE);
    }

    /** How far time had come before an operator, on each side and on all; null if it is not known here. */
    public @Nullable List<WatermarkMerge.Standing> time(String operator) {
        return find(TaskWriter.TIME, operator)
                .map(found -> readTime(found.open()))
                .reduce(Checkpoint::earlier)
                .orElse(null);
    }

    static List<WatermarkMerge.Standing> readTime(BinaryInput in) {
        List<WatermarkMerge.Standing> standings = new ArrayList<>();
        for (int left = in.readCount(3); left > 0; left--) {
            standings.add(
                    new WatermarkMerge.Standing(in.readSigned(), ClosedByCode.read(in.readByte()), in.readBoolean()));
        }
        return standings;
    }

    private static List<WatermarkMerge.Standing> earlier(
            List<WatermarkMerge.Standing> left, List<WatermarkMerge.Standing> right) {
        List<WatermarkMerge.Standing> both = new ArrayList<>();
        for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
            both.add(left.get(i).earlier(right.get(i)));
        }
        return both;
    }

    /**
     * The lists of an operator, of each task that it had.
     *
     * @param operator its name
     * @param codecs what can be read
     */
    public List<StateReader.Part> parts(String operator, Codecs codecs) {
        return find(TaskWriter.OPERATOR, operator)
                .map(found -> found.task()
                        .part(found.section(), new ValueDecoder(found.task().openSchemas(), codecs)))
                .toList();
    }

    /** The counters of an operator that a task goes on with: those of former tasks are divided among the tasks of now. */
    public OperatorCounters counters(String operator, int taskIndex, int taskCount) {
        OperatorCounters sum = new OperatorCounters();
        find(TaskWriter.OPERATOR, operator)
                .filter(found -> found.task().index() % taskCount == taskIndex)
                .forEach(found -> sum.add(readCounters(found.open())));
        return sum;
    }

    static OperatorCounters readCounters(BinaryInput in) {
        OperatorCounters counters = new OperatorCounters();
        counters.in = in.readSigned();
        counters.passed = in.readSigned();
        counters.filtered = in.readSigned();
        counters.late = in.readSigned();
        counters.failed = in.readSigned();
        counters.dropped = in.readSigned();
        counters.out = in.readSigned();
        counters.ahead = in.readSigned();
        return counters;
    }

    /** What the writers of a sink had prepared, and is to be committed by a task of now; in the order of epochs. */
    public List<Work> work(String sink, int taskIndex, int taskCount) {
        return find(TaskWriter.WORK, sink)
                .map(found -> readWork(found.open()))
                .filter(work -> work.writer() % taskCount == taskIndex)
                .sorted((one, other) -> Long.compare(one.epoch(), other.epoch()))
                .toList();
    }

    static Work readWork(BinaryInput in) {
        return new Work(TaskBlock.readIndex(in), in.readVarint(), in.readBytes());
    }

    /** The names under which anything is kept that a pipeline must have to take it up. */
    public Set<String> operatorsWithState() {
        Set<String> names = new TreeSet<>();
        for (TaskBlock task : tasks) {
            for (TaskBlock.Section section : task.sections()) {
                if (section.kind() != TaskWriter.OPERATOR || hasLists(task.open(section))) {
                    names.add(section.name());
                }
            }
        }
        return names;
    }

    private static boolean hasLists(BinaryInput in) {
        readCounters(in);
        return in.remaining() > 0;
    }

    /** For people. */
    @Override
    public String toString() {
        return tasks.stream()
                .map(task -> task.task() + " " + task.sections().size())
                .collect(Collectors.joining(", ", header + " ", ""));
    }
}
