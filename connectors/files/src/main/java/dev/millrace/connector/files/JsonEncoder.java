package dev.millrace.connector.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SequenceWriter;
import tools.jackson.databind.json.JsonMapper;

/** Writes records as JSON, a line each. Owned by one thread. */
final class JsonEncoder<T> implements RecordEncoder<T> {

    private final JsonMapper mapper;
    private OutputStream out = OutputStream.nullOutputStream();

    /** Holds one record, so that one that fails half way leaves nothing in the file. */
    private final ByteArrayOutputStream record = new ByteArrayOutputStream();

    /** Null before the first record, and after one that failed. */
    private @Nullable SequenceWriter values;

    JsonEncoder(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public void start(OutputStream segment) {
        out = segment;
    }

    @Override
    public void encode(T value) throws IOException, UnencodableRecordException {
        SequenceWriter writer = values;
        if (writer == null) {
            writer = mapper.writer().withRootValueSeparator("").writeValues(record);
        }
        values = null;
        record.reset();
        try {
            writer.write(value);
            writer.flush();
        } catch (JacksonException thrown) {
            throw new UnencodableRecordException(BadRecordReason.of(thrown), thrown);
        }
        values = writer;
        record.write('\n');
        record.writeTo(out);
    }
}
