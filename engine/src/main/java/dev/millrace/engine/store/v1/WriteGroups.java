package dev.millrace.engine.store.v1;

import dev.millrace.api.state.StoreChange;
import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.Codecs;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.engine.log.ReadValues;
import dev.millrace.engine.log.Values;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Groups of writes, as they are in a log. Decodes those of one log, in their order. */
public final class WriteGroups<K, V> {

    private final ReadValues values;

    /** Makes one for a log. */
    public WriteGroups(Codecs codecs) {
        values = new ReadValues(codecs);
    }

    /** Encodes the changes of a write. */
    public static <K, V> void encode(Write<K, V> write, long previousTimeMillis, Values values, BinaryOutput out) {
        out.writeSigned(write.timeMillis() - previousTimeMillis);
        out.writeVarint(write.changes().size() + write.marks().size());
        for (StoreChange<K, V> change : write.changes()) {
            out.writeByte(change.value() == null ? Kind.DELETION : Kind.PUT);
            values.write(change.key(), out);
            out.writeString(change.field());
            if (change.value() != null) {
                values.write(change.value(), out);
            }
        }
        write.marks().forEach((name, value) -> {
            out.writeByte(Kind.MARK);
            out.writeString(name);
            out.writeSigned(value);
        });
    }

    /** Encodes what is before the writes of a group: their schemas, first version and count. */
    public static void encodeGroup(
            long firstVersion, int count, BinaryOutput encoded, Values values, BinaryOutput out) {
        values.writeSchemas(out);
        out.writeLong(firstVersion);
        out.writeVarint(count);
        out.writeRaw(encoded);
    }

    /** Decodes a group. */
    public List<Write<K, V>> decode(BinaryInput in) {
        values.readSchemas(in);
        long version = in.readLong();
        int count = in.readCount(2);
        List<Write<K, V>> writes = new ArrayList<>(count);
        long time = 0;
        for (int i = 0; i < count; i++) {
            time += in.readSigned();
            writes.add(readWrite(version + i, time, in));
        }
        return writes;
    }

    @SuppressWarnings("unchecked") // who opens a store asks for the types that were put into it
    private Write<K, V> readWrite(long version, long time, BinaryInput in) {
        int count = in.readCount(3);
        List<StoreChange<K, V>> changes = new ArrayList<>(count);
        Map<String, Long> marks = new LinkedHashMap<>();
        for (int i = 0; i < count; i++) {
            int kind = in.readByte();
            if (kind == Kind.MARK) {
                marks.put(in.readString(), in.readSigned());
                continue;
            }
            if (kind > Kind.MARK) {
                throw new CorruptDataException("a change of kind " + kind);
            }
            K key = (K) values.read(in);
            String field = in.readString();
            @Nullable V value = kind == Kind.PUT ? (V) values.read(in) : null;
            changes.add(new StoreChange<>(key, field, value));
        }
        return new Write<>(version, time, changes, marks);
    }
}
