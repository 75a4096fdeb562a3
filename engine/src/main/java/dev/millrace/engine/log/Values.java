package dev.millrace.engine.log;

import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.Codecs;
import dev.millrace.api.type.ValueEncoder;
import org.jspecify.annotations.Nullable;

/**
 * Writes values, and the schemas that a file needs for them each time there are new ones. Guarded by whoever uses it.
 */
public final class Values {

    private final ValueEncoder encoder;
    private final BinaryOutput schemas = new BinaryOutput();

    /** Size of the schemas that the file has; schemas are only added to. */
    private int sizeInFile = -1;

    /** Makes one. */
    public Values(Codecs codecs) {
        encoder = new ValueEncoder(codecs);
    }

    /** Has the next {@link #writeSchemas} write all, for a new file. */
    public void beginFile() {
        sizeInFile = -1;
    }

    /** Writes a value. */
    public void write(@Nullable Object value, BinaryOutput out) {
        encoder.write(value, out);
    }

    /** Writes the schemas if the file does not have them. */
    public void writeSchemas(BinaryOutput out) {
        schemas.clear();
        encoder.writeSchemas(schemas);
        if (schemas.size() == sizeInFile) {
            out.writeVarint(0);
        } else {
            sizeInFile = schemas.size();
            out.writeVarint(sizeInFile);
            out.writeRaw(schemas);
        }
    }
}
