package dev.millrace.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.failure.FailedRecord;
import dev.millrace.api.failure.FailurePolicy;
import dev.millrace.api.graph.Node;
import dev.millrace.api.job.StateFigures;
import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.StableHash;
import dev.millrace.api.type.ValueDecoder;
import dev.millrace.api.type.ValueEncoder;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.batch.Shard;
import dev.millrace.engine.operator.FailedRows;
import dev.millrace.engine.operator.FloodGauge;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.process.NaiveProcess.In;
import dev.millrace.engine.process.NaiveProcess.Out;
import dev.millrace.engine.state.LaterCaptures;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** The operators of some tasks, each of which gets the rows of its keys, and what comes out of them. */
final class ProcessTasks {

    private static final List<String> OUTPUTS = List.of("main", "failed", "first", "second");

    private final List<ProcessOperator> operators;
    private final boolean areNumbers;
    private final int batchCapacity;
    private final long[] clockMillis = {0};
    private final Map<Long, Object> keysByOrigin = new HashMap<>();
    private final LaterCaptures captures;

    ProcessTasks(ProcessFunction<Object, Object, Object> function, boolean areNumbers, int batchCapacity, int count) {
        this.areNumbers = areNumbers;
        this.batchCapacity = batchCapacity;
        Node.ProcessNode node = new Node.ProcessNode(1, "program", 0, function, function.states(), function.outputs());
        InstantSource clock = () -> Instant.ofEpochMilli(clockMillis[0]);
        operators = IntStream.range(0, count)
                .mapToObj(task -> new ProcessOperator(
                        node,
                        areNumbers ? KeyKind.LONG : KeyKind.OBJECT,
                        clock,
                        new FailedRows(
                                "program",
                                origin -> null,
                                new FloodGauge(FailurePolicy.deadLetter(), null, clock),
                                batchCapacity),
                        false,
                        allOf(node.outputs().size()),
                        batchCapacity))
                .toList();
        captures = LaterCaptures.ofEverything(operators, new Random(31L * batchCapacity + count));
    }

    private static boolean[] allOf(int count) {
        boolean[] all = new boolean[count];
        Arrays.fill(all, true);
        return all;
    }

    void setClock(long millis) {
        clockMillis[0] = millis;
    }

    int taskOf(Out out) {
        return taskOf(out.key());
    }

    private int taskOf(Object key) {
        return Math.floorMod(shard(key), operators.size());
    }

    private int shard(Object key) {
        return areNumbers ? Shard.ofLong((Long) key) : Shard.ofHash(StableHash.of(key));
    }

    /** Gives each its rows; what comes out, by task. */
    List<List<Out>> accept(List<In> rows, long watermark) throws RecordFailure {
        captures.step();
        List<List<Out>> outs = new ArrayList<>();
        for (int task = 0; task < operators.size(); task++) {
            int index = task;
            List<In> own =
                    rows.stream().filter(row -> taskOf(row.key()) == index).toList();
            outs.add(accept(operators.get(task), own, watermark));
        }
        return outs;
    }

    private List<Out> accept(ProcessOperator operator, List<In> rows, long watermark) throws RecordFailure {
        Batch batch = new Batch(batchCapacity);
        batch.becomeKeyed(!areNumbers);
        for (In row : rows) {
            int at = batch.size++;
            batch.keys[at] = NaiveProcess.order(row.key());
            if (!areNumbers) {
                batch.keyObjects[at] = row.key();
            }
            batch.timestamps[at] = row.timestamp();
            // Results carry the hash of the key: so do rows here, which tells whose result it is.
            batch.origins[at] = StableHash.of(row.key()) | Long.MIN_VALUE;
            keysByOrigin.put(batch.origins[at], row.key());
            batch.values[at] = row.value();
        }
        if (rows.stream().anyMatch(row -> row.splitWatermark() != Long.MIN_VALUE)) {
            batch.becomeSplitWatermarked();
            for (int at = 0; at < batch.size; at++) {
                batch.splitWatermarks[at] = rows.get(at).splitWatermark();
            }
        }
        batch.watermark = watermark;
        batch.isEnd = watermark == Long.MAX_VALUE;
        operator.accept(batch);
        return drain(operator, watermark);
    }

    private List<Out> drain(ProcessOperator operator, long watermark) throws RecordFailure {
        List<Out> outs = new ArrayList<>();
        long before = Long.MIN_VALUE;
        Batch last = null;
        for (Batch batch = operator.next(); batch != null; batch = operator.next()) {
            assertThat(batch.size).isLessThanOrEqualTo(batchCapacity);
            for (int row = 0; row < batch.size; row++) {
                outs.add(out(batch, row));
            }
            if (batch.port == Batch.MAIN_PORT) {
                assertThat(batch.watermark).isGreaterThanOrEqualTo(before);
                before = batch.watermark;
            }
            assertThat(operator.counters().in)
                    .isEqualTo(operator.counters().passed + operator.counters().failed + operator.held());
            last = batch;
        }
        if (last != null) {
            assertThat(last.port).isEqualTo(Batch.MAIN_PORT);
            assertThat(last.watermark).isEqualTo(watermark);
        }
        assertThat(operator.isDrained()).isTrue();
        return outs;
    }

    private Out out(Batch batch, int row) {
        String output = OUTPUTS.get(batch.port);
        Object value = batch.values[row] instanceof FailedRecord<?> failed ? failed.record() : batch.values[row];
        return new Out(
                output,
                keysByOrigin.get(batch.origins[row]),
                value,
                batch.timestamps[row],
                batch.hasSplitWatermarks ? batch.splitWatermarks[row] : Long.MIN_VALUE);
    }

    /** There is no input; what comes of it, by task. */
    List<List<Out>> rest(long watermark) throws RecordFailure {
        captures.step();
        List<List<Out>> outs = new ArrayList<>();
        for (ProcessOperator operator : operators) {
            List<Out> own = new ArrayList<>();
            for (int round = 0; operator.flush(); round++) {
                assertThat(round).isLessThan(1_000);
                own.addAll(drain(operator, watermark));
            }
            outs.add(own);
        }
        return outs;
    }

    /** Goes on in other tasks, as from a checkpoint. */
    void restoreFrom(ProcessTasks before) {
        setClock(before.clockMillis[0]);
        before.captures.finish();
        keysByOrigin.putAll(before.keysByOrigin);
        List<byte[]> bytes = new ArrayList<>();
        List<byte[]> schemas = new ArrayList<>();
        for (int task = 0; task < before.operators.size(); task++) {
            ValueEncoder values = new ValueEncoder();
            BinaryOutput state = new BinaryOutput();
            before.operators.get(task).capture(new StateWriter(state, values, task));
            bytes.add(state.toByteArray());
            BinaryOutput schema = new BinaryOutput();
            values.writeSchemas(schema);
            schemas.add(schema.toByteArray());
        }
        for (int task = 0; task < operators.size(); task++) {
            List<StateReader.Part> parts = new ArrayList<>();
            for (int part = 0; part < bytes.size(); part++) {
                ValueDecoder values = new ValueDecoder(new BinaryInput(schemas.get(part)));
                parts.add(new StateReader.Part(part, new BinaryInput(bytes.get(part)), values));
            }
            StateReader reader = new StateReader(parts, share(task), origin -> origin);
            operators.get(task).restore(reader);
            assertThat(reader.unread()).isEmpty();
        }
    }

    private StateReader.Share share(int task) {
        int count = operators.size();
        return new StateReader.Share(task, count, shard -> Math.floorMod(shard, count) == task);
    }

    long keyCount() {
        return operators.stream().mapToLong(ProcessOperator::keyCount).sum();
    }

    StateFigures figures(String state) {
        return operators.stream()
                .map(ProcessOperator::figures)
                .map((Map<String, StateFigures> figures) -> figures.get(state))
                .reduce(new StateFigures(0, 0, 0), StateFigures::plus);
    }
}
