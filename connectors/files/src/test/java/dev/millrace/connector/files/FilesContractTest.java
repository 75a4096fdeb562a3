package dev.millrace.connector.files;

import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.Source;
import dev.millrace.testkit.connector.Refusal;
import dev.millrace.testkit.connector.SinkContract;
import dev.millrace.testkit.connector.SourceContract;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** JSON lines and CSV, both ways, and directories, by the contract that every connector keeps. */
class FilesContractTest {

    private static final int FILES = 2;

    record Numbered(long number, String text) {}

    /** Two files, of which each is a split. */
    private abstract static class FilesSource extends SourceContract<Numbered> {

        @TempDir
        Path directory;

        private int places;

        abstract String extension();

        abstract String header();

        abstract String row(int number, String text);

        abstract Source<Numbered> reading(Path path);

        @Override
        protected Source<Numbered> source(int records, int bytes) throws IOException {
            Path place = Files.createDirectory(directory.resolve("place-" + places++));
            String text = "x".repeat(bytes);
            for (int file = 0; file < FILES; file++) {
                try (BufferedWriter out = Files.newBufferedWriter(place.resolve(file + extension()))) {
                    out.write(header());
                    for (int number = file; number < records; number += FILES) {
                        out.write(row(number, text));
                    }
                }
            }
            return reading(place);
        }

        @Override
        protected long number(Numbered record) {
            return record.number();
        }

        @Override
        protected Refusal<Source<Numbered>> absent() {
            Path nowhere = directory.resolve("nowhere" + extension());
            return new Refusal<>(reading(nowhere), nowhere.toString());
        }

        @Override
        protected Refusal<Source<Numbered>> refused() throws IOException {
            Path file = Files.writeString(directory.resolve("refused" + extension()), "neither this\nnor that\n");
            return new Refusal<>(reading(file), "refused" + extension() + ", line ");
        }
    }

    @Nested
    class JsonLinesSource extends FilesSource {

        @Override
        String extension() {
            return ".jsonl";
        }

        @Override
        String header() {
            return "";
        }

        @Override
        String row(int number, String text) {
            return "{\"number\": " + number + ", \"text\": \"" + text + "\"}\n";
        }

        @Override
        Source<Numbered> reading(Path path) {
            return JsonLines.in(path).as(Numbered.class);
        }
    }

    @Nested
    class CsvSource extends FilesSource {

        @Override
        String extension() {
            return ".csv";
        }

        @Override
        String header() {
            return "number,text\n";
        }

        @Override
        String row(int number, String text) {
            return number + ",\"" + text + "\n\"\n";
        }

        @Override
        Source<Numbered> reading(Path path) {
            return Csv.in(path).as(Numbered.class);
        }
    }

    private abstract static class FilesSink extends SinkContract<Numbered> {

        @TempDir
        Path directory;

        private int places;

        abstract String extension();

        abstract Pattern row();

        abstract Sink<Numbered> writing(Path path);

        @Override
        protected Target<Numbered> target() {
            return new TargetOfFile(directory.resolve("target-" + places++ + extension()), this::writing, row());
        }

        @Override
        protected Numbered record(long number, int bytes) {
            return new Numbered(number, "x".repeat(bytes));
        }

        @Override
        protected Refusal<Sink<Numbered>> absent() {
            Path nowhere = directory.resolve("no-directory");
            return new Refusal<>(writing(nowhere.resolve("target" + extension())), nowhere.toString());
        }

        @Override
        protected Refusal<Sink<Numbered>> refused() {
            return new Refusal<>(writing(directory), "is no regular file");
        }
    }

    @Nested
    class JsonLinesSink extends FilesSink {

        @Override
        String extension() {
            return ".jsonl";
        }

        @Override
        Pattern row() {
            return Pattern.compile("\\{\"number\":([0-9]+),\"text\":\"x+\"}");
        }

        @Override
        Sink<Numbered> writing(Path path) {
            return JsonLines.to(path);
        }
    }

    @Nested
    class CsvSink extends FilesSink {

        @Override
        String extension() {
            return ".csv";
        }

        @Override
        Pattern row() {
            return Pattern.compile("([0-9]+),x+");
        }

        @Override
        Sink<Numbered> writing(Path path) {
            return Csv.to(path);
        }
    }

    /** Compressed, in three directories, so that each epoch shows several files. */
    @Nested
    class Directories extends SinkContract<Numbered> {

        private static final int DIRECTORIES = 3;

        @TempDir
        Path directory;

        private int places;

        private static DirectorySink<Numbered> writing(Path root) {
            return JsonLines.<Numbered>toDirectory(root)
                    .named("part.jsonl.gz")
                    .partitionBy("part", row -> row.number() % DIRECTORIES);
        }

        @Override
        protected Target<Numbered> target() {
            return new TargetOfDirectory(directory.resolve("target-" + places++));
        }

        @Override
        protected Numbered record(long number, int bytes) {
            return new Numbered(number, "x".repeat(bytes));
        }

        @Override
        protected Refusal<Sink<Numbered>> absent() throws IOException {
            Path file = Files.writeString(directory.resolve("no-directory"), "");
            return new Refusal<>(writing(file.resolve("target")), file.toString());
        }

        @Override
        protected Refusal<Sink<Numbered>> refused() throws IOException {
            Path taken = Files.createDirectory(directory.resolve("taken"));
            Files.writeString(taken.resolve("part-00000000.jsonl.gz"), "");
            return new Refusal<>(writing(taken), "has 1 files called part-*.jsonl.gz");
        }
    }

    /** All files that are not hidden, unpacked by the JDK. */
    private record TargetOfDirectory(Path root) implements SinkContract.Target<Numbered> {

        private static final Pattern ROW = Pattern.compile("\\{\"number\":([0-9]+),\"text\":\"x+\"}");

        @Override
        public Sink<Numbered> sink() {
            return Directories.writing(root);
        }

        @Override
        public List<Long> visible() throws IOException {
            if (!Files.exists(root)) {
                return List.of();
            }
            List<Long> numbers = new ArrayList<>();
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    if (!file.getFileName().toString().startsWith(".")) {
                        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
                            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                            ROW.matcher(text).results().forEach(row -> numbers.add(Long.valueOf(row.group(1))));
                        }
                    }
                }
            }
            return numbers;
        }

        /** Shows the first of the files. */
        @Override
        public void dieWithinCommit(long epoch, byte[] prepared) throws IOException {
            List<PreparedParts.EndedPart> ended = PreparedParts.of(prepared).ended();
            Path shown = root.resolve(ended.get(0).part());
            Files.move(shown.resolveSibling(PartNames.hidden(shown.getFileName().toString())), shown);
        }
    }

    /** A file, read by a regular expression. */
    private record TargetOfFile(Path path, Function<Path, Sink<Numbered>> writing, Pattern row)
            implements SinkContract.Target<Numbered> {

        @Override
        public Sink<Numbered> sink() {
            return writing.apply(path);
        }

        @Override
        public List<Long> visible() throws IOException {
            if (!Files.exists(path)) {
                return List.of();
            }
            try (Stream<String> lines = Files.lines(path)) {
                return lines.map(row::matcher)
                        .filter(Matcher::matches)
                        .map(line -> Long.valueOf(line.group(1)))
                        .toList();
            }
        }

        /** Puts a part of the segment behind the file. */
        @Override
        public void dieWithinCommit(long epoch, byte[] prepared) throws IOException {
            PreparedEpoch due = PreparedEpoch.of(prepared);
            if (due.offset() > 0) {
                byte[] bytes = Files.readAllBytes(path.resolveSibling(due.segment()));
                Files.write(path, Arrays.copyOf(bytes, bytes.length / 2), StandardOpenOption.APPEND);
            }
        }
    }
}
