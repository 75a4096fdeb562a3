package dev.millrace.engine.log;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.Codecs;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.api.type.ValueDecoder;
import org.jspecify.annotations.Nullable;

/** Reads the values of one file. */
public final class ReadValues {

    private final Codecs codecs;
    private @Nullable ValueDecoder decoder;

    /** Makes one. */
    public ReadValues(Codecs codecs) {
        this.codecs = codecs;
    }

    /** Reads schemas, if there are new ones. */
    public void readSchemas(BinaryInput in) {
        int length = in.readCount(1);
        if (length > 0) {
            decoder = new ValueDecoder(in.slice(length), codecs);
        }
    }

    /** Reads a value that is not null. */
    public Object read(BinaryInput in) {
        if (decoder == null) {
            throw new CorruptDataException("no schemas before the first value");
        }
        Object value = decoder.read(in);
        if (value == null) {
            throw new CorruptDataException("null in place of a value");
        }
        return value;
    }
}
