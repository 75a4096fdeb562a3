package dev.millrace.api.type;

/**
 * Texts of values: as UTF-8, with twice the number of bytes before it; or, for the texts that have halves of surrogate pairs
 * and so none, as UTF-16, with twice the number of units plus one.
 */
final class StoredText {

    private StoredText() {}

    static void write(String text, BinaryOutput out) {
        if (hasLoneSurrogate(text)) {
            out.writeVarint(2L * text.length() + 1);
            for (int i = 0; i < text.length(); i++) {
                out.writeByte(text.charAt(i) >>> 8);
                out.writeByte(text.charAt(i));
            }
        } else {
            byte[] utf8 = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
            out.writeVarint(2L * utf8.length);
            out.writeRaw(utf8, 0, utf8.length);
        }
    }

    private static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    static String read(BinaryInput in) {
        long header = in.readVarint();
        boolean isUtf8 = (header & 1) == 0;
        long count = header >>> 1;
        if (count > in.remaining() / (isUtf8 ? 1 : 2)) {
            throw new CorruptDataException(
                    "a text of length " + count + ", but only " + in.remaining() + " bytes follow");
        }
        if (isUtf8) {
            return in.readUtf8((int) count);
        }
        char[] units = new char[(int) count];
        for (int i = 0; i < units.length; i++) {
            units[i] = (char) (in.readByte() << 8 | in.readByte());
        }
        return new String(units);
    }
}
