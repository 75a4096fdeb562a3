package dev.millrace.engine.join;

import dev.millrace.api.failure.FailedResult;
import dev.millrace.api.join.CoGroupJoin;
import dev.millrace.api.join.GroupFlatMapper;
import dev.millrace.api.join.Tag;
import dev.millrace.api.type.StableHash;
import dev.millrace.api.window.Window;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.batch.Origin;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.KeyTable;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;

/** What the user's function makes of each group. It is called once; its results wait until there is room. */
final class CoGroupResults implements GroupResults {

    private final List<Tag<?>> tags;
    private final GroupFlatMapper<Object, Object> function;
    private final KeyTable keys;
    private final KeyKind keyKind;
    private final Failures failures;
    private final Batch results;
    private final ArrayDeque<Object> waiting = new ArrayDeque<>();

    /** Whether the function has been called for the group at hand. */
    private boolean isCalled;

    CoGroupResults(CoGroupJoin join, KeyTable keys, KeyKind keyKind, Failures failures, int batchCapacity) {
        tags = join.tags();
        function = join.function();
        this.keys = keys;
        this.keyKind = keyKind;
        this.failures = failures;
        results = new Batch(batchCapacity);
    }

    @Override
    public long needed() {
        return 0;
    }

    @Override
    public void clear() {
        results.clear();
    }

    @Override
    public boolean add(KeyGroup group, OperatorCounters counters) throws RecordFailure {
        if (!isCalled) {
            if (failures.isFull()) {
                return false;
            }
            isCalled = true;
            call(group, counters);
        }
        long hash = keyKind == KeyKind.OBJECT ? keys.key(group.id) : StableHash.of(keys.key(group.id));
        long origin = Origin.ofResult(hash);
        while (!results.isFull() && !waiting.isEmpty()) {
            int to = results.size++;
            results.timestamps[to] = group.end - 1;
            results.origins[to] = origin;
            results.values[to] = waiting.remove();
        }
        isCalled = !waiting.isEmpty();
        return !isCalled;
    }

    private void call(KeyGroup group, OperatorCounters counters) throws RecordFailure {
        TaggedGroup records = TaggedGroup.copyOf(tags, group);
        if (records.isEmpty()) {
            // All its rows had come when this window had closed for them.
            return;
        }
        Object key = keyKind.key(keys, group.id);
        Window window = new Window(Instant.ofEpochMilli(group.start), Instant.ofEpochMilli(group.end));
        try {
            function.apply(key, window, records, this::take);
        } catch (Throwable thrown) {
            waiting.clear();
            RecordFailure failure = new RecordFailure(records.firstOrigin(), thrown);
            failures.setAside(new FailedResult(key, window), group.end - 1, failure, counters);
        }
    }

    private void take(Object result) {
        if (result == null) {
            throw new NullPointerException(
                    "the function of a co-group gave null; give a result, or hand over none with" + " flatApply");
        }
        waiting.add(result);
    }

    @Override
    public Batch batch(OperatorCounters counters) {
        return results;
    }
}
