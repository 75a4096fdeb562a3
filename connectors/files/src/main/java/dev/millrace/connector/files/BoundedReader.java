package dev.millrace.connector.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Reads a file to its end. What follows the last line end is a line too. */
final class BoundedReader<T> extends LineReader<T> {

    private BoundedReader(
            Path file, FileChannel channel, LineSplitter lines, LineDecoder<T> decoder, StoredPosition resume)
            throws IOException {
        super(file, channel, lines, decoder, resume);
    }

    static <T> BoundedReader<T> open(Path file, LineSplitter lines, LineDecoder<T> decoder, StoredPosition resume)
            throws IOException {
        FileChannel channel = FileChannel.open(file);
        boolean isPlain = Compression.of(file) == Compression.NONE;
        if (isPlain && channel.size() < resume.offset()) {
            long size = channel.size();
            channel.close();
            throw new IOException(file + " has " + size + " bytes, but had " + resume.offset()
                    + " when the position was stored, line " + resume.lines()
                    + "; put the old file back, or start without the stored position");
        }
        if (isPlain && !resume.fingerprint().matches(channel)) {
            channel.close();
            throw new IOException("the start of " + file + " is not what it was when the position was stored, line "
                    + resume.lines() + "; put the old file back, or start without the stored position");
        }
        return new BoundedReader<>(file, channel, lines, decoder, resume);
    }

    @Override
    AtEnd atEnd() {
        return lines().last() ? AtEnd.LINE : AtEnd.NOTHING;
    }

    @Override
    Status statusAtEnd() {
        return Status.END;
    }
}
