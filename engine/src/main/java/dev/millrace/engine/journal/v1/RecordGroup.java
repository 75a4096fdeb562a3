package dev.millrace.engine.journal.v1;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.Codecs;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.engine.log.ReadValues;
import dev.millrace.engine.log.Values;
import java.util.function.Function;

/** Records that became durable together, decoded one by one. Valid until the next group of its log is decoded. */
public final class RecordGroup {

    private final ReadValues values;
    private final BinaryInput in;
    private final long end;
    private long next;

    private RecordGroup(ReadValues values, BinaryInput in) {
        this.values = values;
        this.in = in;
        values.readSchemas(in);
        next = in.readVarint();
        end = next + in.readCount(1);
        if (next < 0) {
            throw new CorruptDataException("the number of a record is " + next);
        }
    }

    /** Decodes the groups of one log, in their order. */
    public static Function<BinaryInput, RecordGroup> decoder(Codecs codecs) {
        ReadValues values = new ReadValues(codecs);
        return in -> new RecordGroup(values, in);
    }

    /**
     * Encodes a group.
     *
     * @param first number of its first record
     * @param count how many there are
     * @param encoded all of them
     * @param values by which they were encoded
     */
    public static void encode(long first, int count, BinaryOutput encoded, Values values, BinaryOutput out) {
        values.writeSchemas(out);
        out.writeVarint(first);
        out.writeVarint(count);
        out.writeRaw(encoded);
    }

    /** Number of the record that {@link #read} gives. */
    public long next() {
        return next;
    }

    /** Number of the last record plus one. */
    public long end() {
        return end;
    }

    /** Decodes the next record, if {@link #next} is before the {@link #end}. */
    public Object read() {
        Object record = values.read(in);
        next++;
        return record;
    }
}
