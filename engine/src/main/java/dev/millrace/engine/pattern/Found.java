package dev.millrace.engine.pattern;

import dev.millrace.api.pattern.PatternMatch;
import dev.millrace.api.type.StableHash;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.batch.Origin;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.state.KeyTable;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What searches have found, until it has left: one row may complete more than a batch has room for. */
final class Found {

    private final PatternProgram program;
    private final KeyTable keys;
    private final KeyKind keyKind;
    private final boolean isTimedOutRead;
    private final ArrayDeque<Result> matches = new ArrayDeque<>();
    private final ArrayDeque<Result> timedOut = new ArrayDeque<>();

    private record Result(long timestamp, long origin, PatternMatch<Object, Object> value) {}

    Found(PatternProgram program, KeyTable keys, KeyKind keyKind, boolean isTimedOutRead) {
        this.program = program;
        this.keys = keys;
        this.keyKind = keyKind;
        this.isTimedOutRead = isTimedOutRead;
    }

    void match(int id, Taken match, long timestamp) {
        matches.add(result(id, match, timestamp));
    }

    void timedOut(int id, Taken partial, long timestamp) {
        if (isTimedOutRead) {
            timedOut.add(result(id, partial, timestamp));
        }
    }

    private Result result(int id, Taken last, long timestamp) {
        long keyHash = keyKind == KeyKind.OBJECT ? keys.key(id) : StableHash.of(keys.key(id));
        PatternMatch<Object, Object> value = new PatternMatch<>(
                key(id),
                Instant.ofEpochMilli(last.first().timestamp),
                Instant.ofEpochMilli(last.row.timestamp),
                steps(last));
        return new Result(timestamp, Origin.ofResult(keyHash), value);
    }

    /** A key, as the user knows it. */
    Object key(int id) {
        return keyKind.key(keys, id);
    }

    /** A partial match, as the user sees it. */
    dev.millrace.api.view.PartialMatch<Object> show(PartialMatch partial) {
        int awaited = partial.state().step;
        return new dev.millrace.api.view.PartialMatch<>(
                Instant.ofEpochMilli(partial.last().first().timestamp),
                Instant.ofEpochMilli(partial.last().row.timestamp),
                steps(partial.last()),
                awaited == State.END
                        ? Optional.empty()
                        : Optional.of(program.step(awaited).name()));
    }

    private Map<String, List<Object>> steps(Taken last) {
        List<Taken> all = new ArrayList<>();
        for (Taken taken = last; taken != null; taken = taken.before) {
            all.add(taken);
        }
        Map<String, List<Object>> steps = new LinkedHashMap<>();
        int next = all.size() - 1;
        for (Map.Entry<String, Integer> step : program.takingSteps().entrySet()) {
            List<Object> records = new ArrayList<>();
            for (; next >= 0 && all.get(next).step == step.getValue(); next--) {
                records.add(all.get(next).row.value);
            }
            steps.put(step.getKey(), records);
        }
        return steps;
    }

    /** Whether there is less than a batch may take. */
    boolean hasRoom(int rowsMax) {
        return matches.size() < rowsMax && timedOut.size() < rowsMax;
    }

    /** Moves matches into an empty batch, as many as it takes; true if none is left. */
    boolean giveMatches(Batch batch) {
        return give(matches, batch);
    }

    /** Moves partial matches into an empty batch, as many as it takes; true if none is left. */
    boolean giveTimedOut(Batch batch) {
        return give(timedOut, batch);
    }

    private static boolean give(ArrayDeque<Result> results, Batch batch) {
        while (!batch.isFull() && !results.isEmpty()) {
            Result result = results.remove();
            int to = batch.size++;
            batch.timestamps[to] = result.timestamp();
            batch.origins[to] = result.origin();
            batch.values[to] = result.value();
        }
        return results.isEmpty();
    }
}
