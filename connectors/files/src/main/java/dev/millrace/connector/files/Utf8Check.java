package dev.millrace.connector.files;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Refuses bytes that are not UTF-8. Parsers are lenient in different ways, and a replacement character in a key is
 * a wrong result that nobody sees. Owned by one thread.
 */
final class Utf8Check {

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final int CHUNK_CHARS = 4096;

    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final CharBuffer discarded = CharBuffer.allocate(CHUNK_CHARS);

    void require(byte[] buffer, int offset, int length) throws InvalidLineException {
        if (!isAscii(buffer, offset, length)) {
            requireDecodable(buffer, offset, length);
        }
    }

    private static boolean isAscii(byte[] buffer, int offset, int length) {
        int end = offset + length;
        int i = offset;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            if (((long) EIGHT.get(buffer, i) & HIGH_BITS) != 0) {
                return false;
            }
        }
        for (; i < end; i++) {
            if (buffer[i] < 0) {
                return false;
            }
        }
        return true;
    }

    private void requireDecodable(byte[] buffer, int offset, int length) throws InvalidLineException {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, offset, length);
        decoder.reset();
        CoderResult result;
        do {
            discarded.clear();
            result = decoder.decode(bytes, discarded, true);
        } while (result.isOverflow());
        if (result.isError()) {
            int at = bytes.position();
            throw new InvalidLineException(String.format(
                    "a line must be UTF-8, but byte %d of this one is 0x%02x where no character can %s; convert the file"
                            + " to UTF-8",
                    at - offset + 1, buffer[at], result.isMalformed() ? "start or go on" : "be"));
        }
    }
}
