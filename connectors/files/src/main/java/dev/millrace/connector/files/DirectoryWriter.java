package dev.millrace.connector.files;

import dev.millrace.api.connector.RecordRefusedException;
import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.connector.files.PreparedParts.EndedPart;
import dev.millrace.connector.files.PreparedParts.OpenPart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes records into hidden files of a directory, and shows them by a rename once their epoch is complete. Owned by one
 * thread.
 *
 * <pre>
 *   write   create day=1/.part-00000000.jsonl.tmp; when it is full, fsync it
 *   prepare fsync all files, then the directories: no rename may find a file gone
 *   commit  rename the files that were full, fsync the directories
 * </pre>
 *
 * <p>A file that goes on is cut back to what the checkpoint knows when the job restarts; files with later numbers are removed, and
 * their records come again.
 */
final class DirectoryWriter<T> implements SinkWriter<T> {

    private static final int EXPECTED_FILES = 16;

    private final FileFormat<T> format;
    private final PartNames names;
    private final Partitions<T> partitions;
    private final RollingPolicy policy;
    private final WriterContext context;
    private final PartDirectory directory;
    private final Compression compression;

    /** By partition; the one that was written least recently comes first. */
    private final Map<String, PartFile<T>> open = new LinkedHashMap<>(EXPECTED_FILES, 0.75f, true);

    /** Those that were full in this epoch. */
    private List<PartFile<T>> full = new ArrayList<>();

    private long nextNumber;
    private long written;

    /** What the last commit of a restart has brought. */
    private @Nullable PreparedParts restored;

    /** Whether everything that the checkpoint knows has been committed. */
    private boolean hasBegun;

    private DirectoryWriter(DirectorySink<T> sink, WriterContext context) {
        this.format = sink.format();
        this.names = sink.names();
        this.partitions = sink.partitions();
        this.policy = sink.policy();
        this.context = context;
        directory = new PartDirectory(sink.root(), names);
        compression = Compression.of(sink.root().resolve(names.visible(0)));
    }

    static <T> DirectoryWriter<T> open(DirectorySink<T> sink, WriterContext context) throws IOException {
        DirectoryWriter<T> writer = new DirectoryWriter<>(sink, context);
        writer.directory.prepareRoot();
        if (context.restoredEpoch() == 0) {
            // Not only when there are records: this is for the user to mend.
            writer.begin();
        }
        return writer;
    }

    /** The commits after a restart have come. */
    private void begin() throws IOException {
        if (hasBegun) {
            return;
        }
        hasBegun = true;
        PreparedParts known = restored;
        if (known == null) {
            directory.requireNothingVisible();
            directory.removeAfter(0, Set.of());
        } else {
            restore(known);
        }
        directory.sync();
    }

    private void restore(PreparedParts known) throws IOException {
        nextNumber = known.nextNumber();
        Set<String> parts = new HashSet<>();
        for (OpenPart part : known.open()) {
            directory.reopen(part);
            parts.add(part.part());
            open.put(partitionOf(part.part()), PartFile.restore(directory, part, format.newEncoder(), compression));
        }
        directory.removeAfter(nextNumber, parts);
    }

    private static String partitionOf(String part) {
        int slash = part.lastIndexOf('/');
        return slash < 0 ? "" : part.substring(0, slash);
    }

    @Override
    public void write(Records<T> records) throws IOException, RecordRefusedException {
        begin();
        for (int i = 0; i < records.size(); i++) {
            T value = records.get(i);
            try {
                file(partition(value), records.timestamp(i)).write(value);
            } catch (UnencodableRecordException thrown) {
                throw new RecordRefusedException(
                        i,
                        "record " + (written + 1) + " to " + directory + " cannot be written: " + thrown.getMessage(),
                        thrown.getCause());
            }
            written++;
        }
    }

    private String partition(T value) throws UnencodableRecordException {
        try {
            String partition = partitions.of(value);
            return open.containsKey(partition) ? partition : directory.requireNameable(partition);
        } catch (Exception thrown) {
            throw new UnencodableRecordException("its directory cannot be told: " + thrown.getMessage(), thrown);
        }
    }

    private PartFile<T> file(String partition, long timestampMillis) throws IOException {
        PartFile<T> file = open.get(partition);
        if (file != null && !policy.isFull(file, timestampMillis)) {
            return file;
        }
        if (file != null) {
            open.remove(partition);
            retire(file);
        }
        while (open.size() >= policy.openFilesMax()) {
            Iterator<PartFile<T>> byUse = open.values().iterator();
            PartFile<T> leastRecent = byUse.next();
            byUse.remove();
            retire(leastRecent);
        }
        String name = names.visible(nextNumber++);
        PartFile<T> made = PartFile.create(
                directory,
                partition.isEmpty() ? name : partition + "/" + name,
                format.newEncoder(),
                compression,
                timestampMillis);
        open.put(partition, made);
        return made;
    }

    /** Ends a file for good. One without records, because they were refused, is none. */
    private void retire(PartFile<T> file) throws IOException {
        if (!file.hasRecords()) {
            drop(file);
            return;
        }
        if (full.size() >= DirectorySink.FILES_PER_EPOCH_MAX) {
            throw new IOException(
                    "an epoch may end " + DirectorySink.FILES_PER_EPOCH_MAX + " files, and this one has to " + directory
                            + "; let files be larger, more of them be open, or checkpoints be made more often");
        }
        file.end();
        full.add(file);
    }

    @Override
    public byte[] prepare(long epoch) throws IOException {
        begin();
        List<OpenPart> goingOn = new ArrayList<>();
        for (Iterator<PartFile<T>> files = open.values().iterator(); files.hasNext(); ) {
            PartFile<T> file = files.next();
            boolean isLast = !context.isCheckpointed() || file.countEpoch() >= policy.epochs();
            if (isLast || !file.hasRecords()) {
                files.remove();
                retire(file);
            } else {
                goingOn.add(file.prepare());
            }
        }
        List<EndedPart> ended = new ArrayList<>();
        for (PartFile<T> file : full) {
            ended.add(file.end());
        }
        directory.sync();
        full = new ArrayList<>();
        return new PreparedParts(nextNumber, ended, goingOn).toBytes();
    }

    @Override
    public void commit(long epoch, byte[] bytes) throws IOException {
        PreparedParts prepared = PreparedParts.of(bytes);
        show(prepared.ended());
        if (!hasBegun) {
            restored = prepared;
        }
    }

    private void show(List<EndedPart> ended) throws IOException {
        for (EndedPart part : ended) {
            directory.show(part);
        }
        directory.sync();
    }

    @Override
    public void abort(long epoch, byte[] bytes) throws IOException {
        for (EndedPart part : PreparedParts.of(bytes).ended()) {
            directory.discard(part.part());
        }
    }

    /** Nothing will follow in the files that wait for more epochs. */
    @Override
    public void finish() throws IOException {
        begin();
        List<EndedPart> ended = new ArrayList<>();
        for (PartFile<T> file : open.values()) {
            ended.add(file.end());
        }
        open.clear();
        show(ended);
    }

    /** Leaves alone what a checkpoint may know. */
    @Override
    public void close() throws IOException {
        List<PartFile<T>> left = new ArrayList<>(full);
        left.addAll(open.values());
        full = new ArrayList<>();
        open.clear();
        for (PartFile<T> file : left) {
            if (file.isPrepared()) {
                file.close();
            } else {
                drop(file);
            }
        }
    }

    private void drop(PartFile<T> file) throws IOException {
        file.close();
        directory.discard(file.part());
    }
}
