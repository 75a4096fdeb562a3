package dev.millrace.connector.files;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A file system over a real directory whose machine dies at a step, and of which a crash leaves no more than is promised: bytes
 * since the last {@code force} of a file, and names since the last of its directory, are there or not, each by itself.
 *
 * <p>Steps that change something are counted: files and directories made, renamed and removed, bytes written, cut off and
 * forced. {@code force} costs nothing here, so that a test can have many.
 */
final class CrashingDisk extends FileSystem {

    /** The machine has died: nothing catches this by mistake. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    private interface Undo {
        void run() throws IOException;
    }

    /** A name that a crash may take back. */
    private record Change(Path directory, Undo undo) {}

    private final Provider provider = new Provider();
    private final FileSystem real;
    private final Random random;
    private final List<Change> changes = new ArrayList<>();

    /** How much of a file is certain, of those that have more. */
    private final Map<Path, Long> forced = new HashMap<>();

    private long steps;
    private long crashAt = Long.MAX_VALUE;
    private boolean isDead;

    CrashingDisk(FileSystem real, long seed) {
        this.real = real;
        random = new Random(seed);
    }

    Path path(Path onTheRealDisk) {
        return new DiskPath(onTheRealDisk);
    }

    long steps() {
        return steps;
    }

    /** Has the machine die during a step, which may or may not be done. */
    void crashAt(long step) {
        crashAt = step;
    }

    /** Starts the machine again. */
    void restart() throws IOException {
        isDead = false;
        steps = 0;
        crashAt = Long.MAX_VALUE;
        if (random.nextInt(4) > 0) {
            lose();
        }
    }

    private void lose() throws IOException {
        for (Map.Entry<Path, Long> file : forced.entrySet()) {
            if (Files.exists(file.getKey())) {
                try (FileChannel channel = FileChannel.open(file.getKey(), StandardOpenOption.WRITE)) {
                    long uncertain = channel.size() - file.getValue();
                    channel.truncate(file.getValue() + (uncertain <= 0 ? 0 : random.nextLong(uncertain + 1)));
                }
            }
        }
        forced.clear();
        for (int i = changes.size() - 1; i >= 0; i--) {
            if (random.nextBoolean()) {
                changes.get(i).undo().run();
            }
        }
        changes.clear();
    }

    /** Counts a step; answers whether it is done, which for the last one is a matter of chance. */
    private boolean step() {
        if (isDead) {
            throw new Crash();
        }
        steps++;
        if (steps < crashAt) {
            return true;
        }
        isDead = true;
        return random.nextBoolean();
    }

    private void after() {
        if (isDead) {
            throw new Crash();
        }
    }

    private static Path real(Path path) {
        return ((DiskPath) path).inner;
    }

    private final class Provider extends FileSystemProvider {

        @Override
        public String getScheme() {
            return "crashing";
        }

        @Override
        public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
                throws IOException {
            Path file = real(path);
            boolean isNew =
                    options.contains(StandardOpenOption.CREATE_NEW) || options.contains(StandardOpenOption.CREATE);
            if (isNew && !Files.exists(file)) {
                if (step()) {
                    Files.createFile(file);
                    forced.put(file, 0L);
                    changes.add(new Change(file.getParent(), () -> Files.deleteIfExists(file)));
                }
                after();
            }
            List<OpenOption> rest = new ArrayList<>(options);
            rest.remove(StandardOpenOption.CREATE_NEW);
            rest.remove(StandardOpenOption.CREATE);
            return new Channel(file, FileChannel.open(file, rest.toArray(OpenOption[]::new)));
        }

        @Override
        public SeekableByteChannel newByteChannel(
                Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
            return newFileChannel(path, options, attributes);
        }

        @Override
        public DirectoryStream<Path> newDirectoryStream(Path directory, DirectoryStream.Filter<? super Path> filter)
                throws IOException {
            List<Path> entries = new ArrayList<>();
            try (DirectoryStream<Path> found = Files.newDirectoryStream(real(directory))) {
                found.forEach(entry -> entries.add(path(entry)));
            }
            entries.sort(null);
            return new DirectoryStream<>() {
                @Override
                public Iterator<Path> iterator() {
                    return entries.iterator();
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void createDirectory(Path path, FileAttribute<?>... attributes) throws IOException {
            Path directory = real(path);
            if (step()) {
                Files.createDirectory(directory);
                changes.add(new Change(directory.getParent(), () -> deleteAll(directory)));
            }
            after();
        }

        private void deleteAll(Path directory) throws IOException {
            if (Files.exists(directory)) {
                try (Stream<Path> files = Files.walk(directory)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        }

        @Override
        public void delete(Path path) throws IOException {
            Path file = real(path);
            byte[] bytes = Files.readAllBytes(file);
            if (step()) {
                Files.delete(file);
                changes.add(new Change(file.getParent(), () -> {
                    if (Files.isDirectory(file.getParent())) {
                        Files.write(file, bytes);
                    }
                }));
            }
            after();
        }

        @Override
        public void move(Path source, Path target, CopyOption... options) throws IOException {
            Path from = real(source);
            Path to = real(target);
            if (step()) {
                Files.move(from, to, options);
                Long certain = forced.remove(from);
                if (certain != null) {
                    forced.put(to, certain);
                }
                changes.add(new Change(to.getParent(), () -> {
                    if (Files.exists(to)) {
                        Files.move(to, from);
                    }
                }));
            }
            after();
        }

        @Override
        public void checkAccess(Path path, AccessMode... modes) throws IOException {
            real(path).getFileSystem().provider().checkAccess(real(path), modes);
        }

        @Override
        public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
                throws IOException {
            return Files.readAttributes(real(path), type, options);
        }

        @Override
        public boolean isSameFile(Path one, Path other) throws IOException {
            return Files.isSameFile(real(one), real(other));
        }

        @Override
        public boolean isHidden(Path path) throws IOException {
            return Files.isHidden(real(path));
        }

        @Override
        public FileSystem newFileSystem(URI uri, Map<String, ?> env) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileSystem getFileSystem(URI uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Path getPath(URI uri) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void copy(Path source, Path target, CopyOption... options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileStore getFileStore(Path path) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
            throw new UnsupportedOperationException();
        }
    }

    private final class Channel extends FileChannel {

        private final Path file;
        private final FileChannel channel;

        Channel(Path file, FileChannel channel) {
            this.file = file;
            this.channel = channel;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            int count = bytes.remaining();
            forced.putIfAbsent(file, channel.size());
            if (!step()) {
                bytes.limit(bytes.position() + random.nextInt(count + 1));
            }
            channel.write(bytes);
            after();
            return count;
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            if (step()) {
                channel.truncate(size);
                forced.computeIfPresent(file, (path, certain) -> Math.min(certain, size));
            }
            after();
            return this;
        }

        @Override
        public void force(boolean metaData) throws IOException {
            if (step()) {
                forced.remove(file);
                changes.removeIf(change -> change.directory().equals(file));
            }
            after();
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public long position() throws IOException {
            return channel.position();
        }

        @Override
        public FileChannel position(long newPosition) throws IOException {
            channel.position(newPosition);
            return this;
        }

        @Override
        public int read(ByteBuffer into) throws IOException {
            return channel.read(into);
        }

        @Override
        public int read(ByteBuffer into, long position) throws IOException {
            return channel.read(into, position);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            channel.close();
        }

        @Override
        public long read(ByteBuffer[] into, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] bytes, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer bytes, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean isShared) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean isShared) {
            throw new UnsupportedOperationException();
        }
    }

    /** A path of the real disk that belongs to this one. */
    private final class DiskPath implements Path {

        private final Path inner;

        DiskPath(Path inner) {
            this.inner = inner;
        }

        private Path wrap(Path path) {
            return path == null ? null : new DiskPath(path);
        }

        @Override
        public FileSystem getFileSystem() {
            return CrashingDisk.this;
        }

        @Override
        public boolean isAbsolute() {
            return inner.isAbsolute();
        }

        @Override
        public Path getRoot() {
            return wrap(inner.getRoot());
        }

        @Override
        public Path getFileName() {
            return wrap(inner.getFileName());
        }

        @Override
        public Path getParent() {
            return wrap(inner.getParent());
        }

        @Override
        public int getNameCount() {
            return inner.getNameCount();
        }

        @Override
        public Path getName(int index) {
            return wrap(inner.getName(index));
        }

        @Override
        public Path subpath(int begin, int end) {
            return wrap(inner.subpath(begin, end));
        }

        @Override
        public boolean startsWith(Path other) {
            return inner.startsWith(real(other));
        }

        @Override
        public boolean endsWith(Path other) {
            return inner.endsWith(real(other));
        }

        @Override
        public Path normalize() {
            return wrap(inner.normalize());
        }

        @Override
        public Path resolve(Path other) {
            return wrap(inner.resolve(real(other)));
        }

        @Override
        public Path relativize(Path other) {
            return wrap(inner.relativize(real(other)));
        }

        @Override
        public URI toUri() {
            return inner.toUri();
        }

        @Override
        public Path toAbsolutePath() {
            return wrap(inner.toAbsolutePath());
        }

        @Override
        public Path toRealPath(LinkOption... options) throws IOException {
            return wrap(inner.toRealPath(options));
        }

        @Override
        public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int compareTo(Path other) {
            return inner.compareTo(real(other));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof DiskPath path && inner.equals(path.inner);
        }

        @Override
        public int hashCode() {
            return inner.hashCode();
        }

        @Override
        public String toString() {
            return inner.toString();
        }
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic", "posix");
    }

    @Override
    public Path getPath(String first, String... more) {
        return path(real.getPath(first, more));
    }

    @Override
    public String getSeparator() {
        return real.getSeparator();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public void close() {}

    @Override
    public Iterable<Path> getRootDirectories() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        throw new UnsupportedOperationException();
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        throw new UnsupportedOperationException();
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException();
    }
}
