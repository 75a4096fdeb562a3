package dev.millrace.connector.files;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SequenceWriter;
import tools.jackson.databind.json.JsonMapper;

/** Writes records as JSON, a line each. Owned by one thread. */
final class JsonEncoder<T> implements RecordEncoder<T> {

    private final JsonMapper mapper;
    private OutputStream out = OutputStream.nullOutputStream();

    /** Of this segment, once it has a record. */
    private @Nullable SequenceWriter values;

    JsonEncoder(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public void start(OutputStream segment) {
        out = segment;
        values = null;
    }

    @Override
    public void encode(T value) {
        if (values == null) {
            values = mapper.writer().withRootValueSeparator("\n").writeValues(out);
        }
        values.write(value);
    }

    @Override
    public void finish() throws IOException {
        if (values != null) {
            values.flush();
            out.write('\n');
        }
    }
}
