package dev.millrace.benchmarks.flink;

import java.io.IOException;
import java.io.Serial;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Four longs, without reflection: faster than what Flink derives from a class. */
final class KeyTotalsSerializer extends TypeSerializerSingleton<KeyTotals> {

    static final KeyTotalsSerializer INSTANCE = new KeyTotalsSerializer();

    @Serial
    private static final long serialVersionUID = 1L;

    private static final int BYTES = 4 * Long.BYTES;

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public KeyTotals createInstance() {
        return new KeyTotals();
    }

    @Override
    public KeyTotals copy(KeyTotals from) {
        return copy(from, new KeyTotals());
    }

    @Override
    public KeyTotals copy(KeyTotals from, KeyTotals reuse) {
        reuse.count = from.count;
        reuse.sum = from.sum;
        reuse.min = from.min;
        reuse.max = from.max;
        return reuse;
    }

    @Override
    public int getLength() {
        return BYTES;
    }

    @Override
    public void serialize(KeyTotals totals, DataOutputView target) throws IOException {
        target.writeLong(totals.count);
        target.writeLong(totals.sum);
        target.writeLong(totals.min);
        target.writeLong(totals.max);
    }

    @Override
    public KeyTotals deserialize(DataInputView source) throws IOException {
        return deserialize(new KeyTotals(), source);
    }

    @Override
    public KeyTotals deserialize(KeyTotals reuse, DataInputView source) throws IOException {
        reuse.count = source.readLong();
        reuse.sum = source.readLong();
        reuse.min = source.readLong();
        reuse.max = source.readLong();
        return reuse;
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        target.write(source, BYTES);
    }

    @Override
    public TypeSerializerSnapshot<KeyTotals> snapshotConfiguration() {
        return new Snapshot();
    }

    /** For Flink. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<KeyTotals> {

        /** For Flink. */
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
