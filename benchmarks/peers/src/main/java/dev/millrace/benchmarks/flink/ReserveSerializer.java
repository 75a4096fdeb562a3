package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.query.Reserve;
import java.io.IOException;
import java.io.Serial;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Three longs, without reflection, as {@link BidSerializer}. */
public final class ReserveSerializer extends TypeSerializerSingleton<Reserve> {

    static final ReserveSerializer INSTANCE = new ReserveSerializer();

    @Serial
    private static final long serialVersionUID = 1L;

    private static final int BYTES = 3 * Long.BYTES;

    /** For Flink. */
    public ReserveSerializer() {}

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public Reserve createInstance() {
        return new Reserve(0, 0, 0);
    }

    @Override
    public Reserve copy(Reserve from) {
        return from;
    }

    @Override
    public Reserve copy(Reserve from, Reserve reuse) {
        return from;
    }

    @Override
    public int getLength() {
        return BYTES;
    }

    @Override
    public void serialize(Reserve reserve, DataOutputView target) throws IOException {
        target.writeLong(reserve.auction());
        target.writeLong(reserve.price());
        target.writeLong(reserve.timestamp());
    }

    @Override
    public Reserve deserialize(DataInputView source) throws IOException {
        return new Reserve(source.readLong(), source.readLong(), source.readLong());
    }

    @Override
    public Reserve deserialize(Reserve reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        target.write(source, BYTES);
    }

    @Override
    public TypeSerializerSnapshot<Reserve> snapshotConfiguration() {
        return new Snapshot();
    }

    /** For Flink. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Reserve> {

        /** For Flink. */
        public Snapshot() {
            super(ReserveSerializer::new);
        }
    }
}
