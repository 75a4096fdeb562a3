package dev.millrace.engine.checkpoint;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.Codecs;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.api.type.ValueDecoder;
import dev.millrace.api.type.ValueEncoder;
import dev.millrace.engine.journal.v1.RecordGroup;
import dev.millrace.engine.store.v1.WriteGroups;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * All that is read from files, behind its checksums: whatever the bytes are, they are read or refused, and nothing worse. The first byte
 * says by what they are read.
 */
public final class Decoders {

    /** Whoever can write checksums can write anything: these are what may be thrown. */
    private static final List<Consumer<BinaryInput>> DECODERS =
            List.of(Decoders::readTask, Decoders::readHeader, Decoders::readValues, Decoders::readWrites, Decoders::readRecords);

    private Decoders() {}

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        try {
            DECODERS.get(Math.floorMod(bytes[0], DECODERS.size())).accept(new BinaryInput(bytes, 1, bytes.length - 1));
        } catch (CorruptDataException | IllegalArgumentException refused) {
            // As it should be.
        }
    }

    private static void readTask(BinaryInput in) {
        TaskBlock block = new TaskBlock(in.readRest(), false);
        Checkpoint checkpoint = new Checkpoint(SampleCheckpoint.header(1), 0, List.of(block));
        HostileCheckpointTest.lookInto(new CheckpointContents(checkpoint));
        block.merged();
        HostileCheckpointTest.readAll(checkpoint);
    }

    private static void readHeader(BinaryInput in) {
        CheckpointHeader header = CheckpointHeader.read(in);
        Link.read(in, header.epoch());
    }

    private static void readValues(BinaryInput in) {
        ValueDecoder decoder = new ValueDecoder(in.slice(in.readByte()), Codecs.STANDARD);
        decoder.verdicts();
        while (in.remaining() > 0) {
            decoder.read(in);
        }
    }

    /** Groups, each behind its length. */
    private static void readGroups(BinaryInput in, Function<BinaryInput, ?> decoder) {
        while (in.remaining() > 0) {
            decoder.apply(in.slice(in.readByte()));
        }
    }

    private static void readWrites(BinaryInput in) {
        readGroups(in, new WriteGroups<Object, Object>(Codecs.STANDARD)::decode);
    }

    private static void readRecords(BinaryInput in) {
        readGroups(in, RecordGroup.decoder(Codecs.STANDARD));
    }

    /** Writes what to begin with into a directory. */
    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        byte[] checkpoint = SampleCheckpoint.bytes();
        int number = 0;
        int at = 10;
        for (int block = 0; block < 3; block++) {
            int length = java.nio.ByteBuffer.wrap(checkpoint).getInt(at + 1);
            byte[] payload = Arrays.copyOfRange(checkpoint, at + 8, at + 9 + length);
            payload[0] = (byte) (block == 0 ? 1 : 0);
            Files.write(directory.resolve("seed-" + number++), payload);
            at += 9 + length;
        }
        ValueEncoder encoder = new ValueEncoder();
        BinaryOutput values = new BinaryOutput();
        for (Object value : List.of(1L, "text", Map.of("key", List.of(1, 2)), Instant.EPOCH, new int[] {1}, SampleCheckpoint.POINT)) {
            encoder.write(value, values);
        }
        BinaryOutput schemas = new BinaryOutput();
        encoder.writeSchemas(schemas);
        BinaryOutput seed = new BinaryOutput();
        seed.writeByte(2);
        seed.writeByte(schemas.size());
        seed.writeRaw(schemas);
        seed.writeRaw(values);
        Files.write(directory.resolve("seed-" + number), seed.toByteArray());
    }
}
