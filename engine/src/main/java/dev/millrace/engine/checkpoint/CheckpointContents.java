package dev.millrace.engine.checkpoint;

import dev.millrace.api.type.Codecs;
import dev.millrace.api.type.SchemaVerdict;
import dev.millrace.api.type.ValueDecoder;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.source.SplitState;
import dev.millrace.engine.state.StateLists;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What is in a checkpoint, for people and tools: without the pipeline that it belongs to, and without the classes of its values.
 * Thread-safe. All methods throw {@link dev.millrace.api.type.CorruptDataException} if the checkpoint is not what a job wrote.
 */
public final class CheckpointContents {

    /** Entries of a list that are looked at to find out which operator wrote it. */
    private static final int SAMPLE_ENTRIES = 1_000;

    private final Checkpoint checkpoint;

    /**
     * Where a split stands.
     *
     * @param source name of the source
     * @param state of the split
     */
    public record Split(String source, SplitState state) {}

    /**
     * What is known of an operator, of all tasks.
     *
     * @param name of the operator
     * @param tasks how many it had
     * @param counters of all tasks
     * @param lists of all tasks; of each list the sum
     */
    public record OperatorState(String name, int tasks, OperatorCounters counters, List<ListSize> lists) {}

    /**
     * How large a list is.
     *
     * @param name of the list
     * @param entries in it
     * @param bytes of the entries
     */
    public record ListSize(String name, long entries, long bytes) {

        private ListSize plus(ListSize other) {
            return new ListSize(name, entries + other.entries, bytes + other.bytes);
        }
    }

    /**
     * What a sink has prepared, and is to commit.
     *
     * @param sink its name
     * @param writer which of its writers
     * @param epoch for which epoch
     * @param bytes how many
     */
    public record PreparedWork(String sink, int writer, long epoch, int bytes) {}

    /**
     * Looks into a checkpoint.
     *
     * @param checkpoint that was read
     */
    public CheckpointContents(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
    }

    /** What it says of itself. */
    public CheckpointHeader header() {
        return checkpoint.header();
    }

    /** The epoch of the file that has what did not change since then, or 0 if this one has everything. */
    public long previousEpoch() {
        return checkpoint.previousEpoch();
    }

    private List<Checkpoint.Found> find(int kind) {
        return checkpoint.find(kind).toList();
    }

    /** All splits that a task has reported. */
    public List<Split> splits() {
        return find(TaskWriter.SPLIT).stream()
                .map(found -> new Split(found.section().name(), Checkpoint.readSplit(found.open())))
                .toList();
    }

    /**
     * The watermark before an operator at which lanes meet, the least of its tasks.
     *
     * @return by name of the operator, epoch milliseconds; in the order of tasks
     */
    public Map<String, Long> watermarks() {
        Map<String, Long> watermarks = new LinkedHashMap<>();
        for (Checkpoint.Found found : find(TaskWriter.TIME)) {
            Checkpoint.readTime(found.open())
                    .forEach(standing -> watermarks.merge(found.section().name(), standing.watermark(), Math::min));
        }
        return watermarks;
    }

    /** All operators, in the order of tasks. */
    public List<OperatorState> operators() {
        Map<String, OperatorState> byName = new LinkedHashMap<>();
        for (Checkpoint.Found found : find(TaskWriter.OPERATOR)) {
            OperatorCounters counters = Checkpoint.readCounters(found.open());
            List<ListSize> lists = lists(found, generic(found)).sizes().stream()
                    .map(size -> new ListSize(size.name(), size.entries(), size.bytes()))
                    .toList();
            String name = found.section().name();
            byName.merge(name, new OperatorState(name, 1, counters, lists), CheckpointContents::sum);
        }
        return List.copyOf(byName.values());
    }

    private static StateLists lists(Checkpoint.Found found, ValueDecoder values) {
        return new StateLists(found.task().part(found.section(), values), values);
    }

    private static OperatorState sum(OperatorState one, OperatorState other) {
        OperatorCounters counters = one.counters.copy();
        counters.add(other.counters);
        Map<String, ListSize> lists = new LinkedHashMap<>();
        one.lists.forEach(list -> lists.put(list.name, list));
        other.lists.forEach(list -> lists.merge(list.name, list, ListSize::plus));
        return new OperatorState(one.name, one.tasks + other.tasks, counters, List.copyOf(lists.values()));
    }

    private static ValueDecoder generic(Checkpoint.Found found) {
        return ValueDecoder.generic(found.task().openSchemas());
    }

    /** What sinks are to commit. */
    public List<PreparedWork> work() {
        return find(TaskWriter.WORK).stream()
                .map(found -> {
                    Checkpoint.Work work = Checkpoint.readWork(found.open());
                    return new PreparedWork(
                            found.section().name(), work.writer(), work.epoch(), work.prepared().length);
                })
                .toList();
    }

    /**
     * Goes through the state of an operator, list by list within each task.
     *
     * @param operator its name; nothing happens if there is none
     * @param visitor gets each entry; what it throws stops this
     */
    public void entries(String operator, Consumer<StoredEntry> visitor) {
        for (Checkpoint.Found found : find(TaskWriter.OPERATOR)) {
            if (found.section().name().equals(operator)) {
                ValueDecoder values = generic(found);
                StateLists lists = lists(found, values);
                for (StateLists.Size list : lists.sizes()) {
                    List<String> layouts = layouts(list.name(), found, values);
                    lists.visit(list.name(), (owner, key, fields) -> {
                        int bytes = fields.remaining();
                        List<String> known = FieldLayouts.read(layouts, fields, values);
                        List<String> texts = known == null ? List.of(FieldLayouts.hex(fields)) : known;
                        visitor.accept(new StoredEntry(list.name(), owner, key, bytes, texts, known != null));
                    });
                }
            }
        }
    }

    /** What the entries of a list may look like: first what all of the first ones do. */
    private static List<String> layouts(String list, Checkpoint.Found found, ValueDecoder values) {
        List<String> all = FieldLayouts.of(list);
        if (all.size() < 2) {
            return all;
        }
        List<String> fitting = new ArrayList<>(all);
        int[] looked = {0};
        lists(found, values).visit(list, (owner, key, fields) -> {
            if (looked[0]++ < SAMPLE_ENTRIES) {
                fitting.removeIf(layout -> FieldLayouts.read(List.of(layout), fields, values) == null);
            }
        });
        fitting.addAll(all);
        return fitting;
    }

    /**
     * What would become of the stored values if a job with the classes of now took them up: those that the context class loader
     * of the thread finds.
     *
     * @param codecs of the pipeline of now
     * @return each verdict once, in no certain order
     */
    public Collection<SchemaVerdict> verdicts(Codecs codecs) {
        Set<SchemaVerdict> verdicts = new LinkedHashSet<>();
        checkpoint.tasks().forEach(task -> verdicts.addAll(new ValueDecoder(task.openSchemas(), codecs).verdicts()));
        return new ArrayList<>(verdicts);
    }

    /** The names under which anything is kept that a pipeline must have to take it up. */
    public Set<String> operatorsWithState() {
        return checkpoint.operatorsWithState();
    }

    /** A time as it is shown: {@code -} if there is none yet, {@code end} after the last record. */
    public static String time(long millis) {
        return FieldLayouts.time(millis);
    }
}
