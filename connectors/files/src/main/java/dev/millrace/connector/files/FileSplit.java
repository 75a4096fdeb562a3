package dev.millrace.connector.files;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** One file. Its id is the name of the file, so a directory may be moved between two runs. */
record FileSplit<T>(Path file, FileSet files, LineFormat<T> format) implements Split<T> {

    @Override
    public String id() {
        return String.valueOf(file.getFileName());
    }

    @Override
    public boolean isBounded() {
        return !files.isFollowed();
    }

    @Override
    public SourceReader<T> open(ReaderContext context, byte @Nullable [] position) throws IOException {
        StoredPosition resume = position == null ? StoredPosition.START : StoredPosition.of(position);
        LineSplitter lines = new LineSplitter(format.quote(), format.separator(), files.lineBytesMax());
        return isBounded()
                ? BoundedReader.open(file, lines, format.newDecoder(), resume)
                : FollowingReader.open(file, context.clock(), lines, format.newDecoder(), resume);
    }

    @Override
    public String describePosition(long position) {
        return id() + ", line " + position + (isBounded() ? "" : ", counted over rotations");
    }
}
