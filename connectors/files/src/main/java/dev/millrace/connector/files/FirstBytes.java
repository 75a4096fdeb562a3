package dev.millrace.connector.files;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Keeps the first bytes that pass through, for a {@link Fingerprint} of what cannot be read again. Owned by one thread. */
final class FirstBytes extends FilterInputStream {

    private static final int SKIP_BYTES = 1 << 13;

    private final byte[] kept = new byte[Fingerprint.BYTES_MAX];
    private int count;

    FirstBytes(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        if (read > 0 && count < kept.length) {
            int taken = Math.min(read, kept.length - count);
            System.arraycopy(target, offset, kept, count, taken);
            count += taken;
        }
        return read;
    }

    /** By reading, so that nothing passes unseen. */
    @Override
    public long skip(long wanted) throws IOException {
        return wanted <= 0 ? 0 : Math.max(0, discard(new byte[SKIP_BYTES], wanted));
    }

    @Override
    public void skipNBytes(long wanted) throws IOException {
        byte[] discarded = new byte[SKIP_BYTES];
        for (long left = wanted; left > 0; ) {
            int read = discard(discarded, left);
            if (read < 0) {
                throw new EOFException();
            }
            left -= read;
        }
    }

    private int discard(byte[] discarded, long wanted) throws IOException {
        return read(discarded, 0, (int) Math.min(wanted, discarded.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Of the bytes before an offset that has been passed. */
    Fingerprint fingerprint(long offset) {
        return Fingerprint.of(kept, (int) Math.min(offset, count));
    }
}
