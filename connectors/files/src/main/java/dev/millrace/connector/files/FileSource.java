package dev.millrace.connector.files;

import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.Split;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads records from files, a line or a row each. Immutable; made by {@link JsonLines#as}, {@link Csv#as} and
 * {@link Lines#in}, or of {@link DeadLetters}.
 *
 * <p>Each file is a split. The position of a record is the number of the line on which it starts, from 1. A line that is
 * no record fails the job with a {@link BadRecordException}, unless the source has a failure policy that sets it aside; a line
 * that should name columns and does not fails it in any case.
 *
 * @param <T> type of the records
 */
public final class FileSource<T> extends FileInput<FileSource<T>> implements Source<T> {

    private final LineFormat<T> format;

    FileSource(FileSet files, LineFormat<T> format) {
        super(files);
        this.format = format;
    }

    LineFormat<T> format() {
        return format;
    }

    @Override
    FileSource<T> with(FileSet changed) {
        return new FileSource<>(changed, format);
    }

    /**
     * Lists the files, in the order of their names. Hidden files and subdirectories of a directory are left out.
     *
     * @throws IOException if the path does not exist, no file matches, or one cannot be read
     */
    @Override
    public List<? extends Split<T>> splits() throws IOException {
        List<Path> found = files().list();
        if (found.size() > SPLITS_MAX) {
            throw new IOException("a source may have " + SPLITS_MAX + " files, but " + files().path() + " has "
                    + found.size() + "; select some with glob(\"...\")");
        }
        return found.stream()
                .map(file -> new FileSplit<>(file, files(), format))
                .toList();
    }

    @Override
    public boolean isReplayable() {
        return true;
    }

    @Override
    public String describe() {
        String glob = files().glob() == null ? "" : "/" + files().glob();
        return format.name() + " in " + files().path() + glob + (files().isFollowed() ? ", followed" : "");
    }

    @Override
    public String toString() {
        return describe();
    }
}
