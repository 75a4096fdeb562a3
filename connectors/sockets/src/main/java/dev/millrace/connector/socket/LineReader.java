package dev.millrace.connector.socket;

import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Takes lines from a pump. Owned by one thread. */
final class LineReader implements SourceReader<String> {

    /** Lets go of where lines come from. */
    interface Release {

        /** Called once. */
        void run() throws IOException;
    }

    private final LinePump pump;
    private final String name;
    private final Release release;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    private long number;

    LineReader(LinePump pump, String name, byte @Nullable [] position, Release release) {
        this.pump = pump;
        this.name = name;
        this.release = release;
        number = position == null ? 0 : new BinaryInput(position).readVarint();
    }

    @Override
    public Status read(RecordCollector<String> out) throws Exception {
        int room = out.remaining();
        int collected = 0;
        while (collected < room) {
            byte[] line = pump.poll();
            if (line == null) {
                break;
            }
            number++;
            collected++;
            take(line, out);
        }
        if (collected > 0) {
            return Status.DATA;
        }
        if (room == 0) {
            return Status.UNAVAILABLE;
        }
        return pump.isAtEnd() ? Status.END : Status.CAUGHT_UP;
    }

    private void take(byte[] line, RecordCollector<String> out) throws Exception {
        String text;
        try {
            text = utf8.decode(ByteBuffer.wrap(line)).toString();
        } catch (CharacterCodingException damaged) {
            out.refuse(line, number, new IOException(name + ", line " + number + ": is no UTF-8", damaged));
            return;
        }
        out.collect(text, number);
    }

    /** How many lines were read, so that lines keep their numbers over a restart; those of before cannot be read again. */
    @Override
    public byte[] position() {
        BinaryOutput out = new BinaryOutput();
        out.writeVarint(number);
        return out.toByteArray();
    }

    @Override
    public void close() throws IOException {
        release.run();
    }
}
