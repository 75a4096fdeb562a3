package dev.millrace.connector.avro;

import dev.millrace.connector.files.RecordEncoder;
import dev.millrace.connector.files.UnencodableRecordException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.util.Base64;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** Writes records into an object container file, a block at a time. Owned by one thread. */
final class AvroEncoder<T> implements RecordEncoder<T> {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** What a block has before it is packed; as much as other writers put into one. */
    private static final int BLOCK_BYTES = 1 << 16;

    private final Schema schema;
    private final ValueWriter writer;
    private final AvroCompression compression;

    /** Takes one record, so that one that fails half way leaves nothing. */
    private final ByteArrayOutputStream record = new ByteArrayOutputStream();

    private final BinaryEncoder recordEncoder = EncoderFactory.get().directBinaryEncoder(record, null);
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    private long recordsInBlock;

    private OutputStream out = OutputStream.nullOutputStream();

    /** Of this file, once there is one. */
    private @Nullable ContainerHeader header;

    private String storedHeader = NO_HEADER;

    AvroEncoder(Schema schema, ValueWriter writer, AvroCompression compression) {
        this.schema = schema;
        this.writer = writer;
        this.compression = compression;
    }

    @Override
    public void start(OutputStream segment) {
        out = segment;
    }

    @Override
    public void restore(String stored) {
        storedHeader = stored;
    }

    @Override
    public String header() {
        return storedHeader;
    }

    @Override
    public void encode(T value) throws IOException, UnencodableRecordException {
        record.reset();
        try {
            writer.write(value, recordEncoder);
        } catch (InvalidAvroException | IllegalArgumentException | ArithmeticException thrown) {
            throw new UnencodableRecordException(String.valueOf(thrown.getMessage()), thrown);
        }
        record.writeTo(block);
        recordsInBlock++;
        if (block.size() >= BLOCK_BYTES) {
            writeBlock();
        }
    }

    private ContainerHeader begin() throws IOException {
        ContainerHeader known = header;
        if (known != null) {
            return known;
        }
        if (storedHeader.isEmpty()) {
            byte[] sync = new byte[ContainerHeader.SYNC_BYTES];
            RANDOM.nextBytes(sync);
            known = new ContainerHeader(schema, compression, sync, 0);
            byte[] bytes = known.toBytes();
            out.write(bytes);
            storedHeader = Base64.getEncoder().encodeToString(bytes);
        } else {
            known = ContainerHeader.of(Base64.getDecoder().decode(storedHeader));
            if (!known.schema().equals(schema)) {
                throw new IOException("a file of before the restart has the schema " + known.schema()
                        + ", but records now have " + schema + "; let it be ended by the version of before, or start"
                        + " without the checkpoint");
            }
        }
        header = known;
        return known;
    }

    private void writeBlock() throws IOException {
        ContainerHeader file = begin();
        byte[] packed = file.compression().pack(block.toByteArray(), block.size());
        BinaryEncoder lengths = EncoderFactory.get().directBinaryEncoder(out, null);
        lengths.writeLong(recordsInBlock);
        lengths.writeLong(packed.length);
        lengths.writeFixed(packed);
        lengths.writeFixed(file.sync());
        lengths.flush();
        block.reset();
        recordsInBlock = 0;
    }

    @Override
    public void finish() throws IOException {
        if (recordsInBlock > 0) {
            writeBlock();
        }
    }

    @Override
    public long bufferedBytes() {
        return block.size();
    }
}
