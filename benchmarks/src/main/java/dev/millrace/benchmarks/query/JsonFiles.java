package dev.millrace.benchmarks.query;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files of a query on JSON lines, in a directory of their own below the temporary one. A line has about 150 bytes and
 * two fields that no query needs. With several files, blocks of {@link #BLOCK} bids go to them in turn.
 */
public final class JsonFiles implements AutoCloseable {

    /** Bids that follow each other in one file. */
    public static final int BLOCK = 1_024;

    private static final String[] CHANNELS = {"apple", "google", "facebook", "baidu"};

    private final Bids bids;
    private final int files;
    private final Path directory;
    private long records = -1;

    /**
     * Makes the directory.
     *
     * @param bids what is written
     * @param files number of files
     * @throws IOException if there is no room
     */
    public JsonFiles(Bids bids, int files) throws IOException {
        this.bids = bids;
        this.files = files;
        this.directory = Files.createTempDirectory("millrace-bench-");
        Files.createDirectory(input());
    }

    /**
     * Where the input is.
     *
     * @return a directory with the input and nothing else
     */
    public Path input() {
        return directory.resolve("in");
    }

    /**
     * A file of the input.
     *
     * @param index from 0
     * @return the file
     */
    public Path input(int index) {
        return input().resolve("bids-" + index + ".json");
    }

    /**
     * Where a writer puts its results.
     *
     * @param index of the writer, from 0
     * @return a file
     */
    public Path output(int index) {
        return directory.resolve("out-" + index + ".json");
    }

    /**
     * Writes the input, unless it is there.
     *
     * @param count number of bids
     * @throws IOException if there is no room
     */
    public void prepare(long count) throws IOException {
        if (count == records) {
            return;
        }
        List<BufferedWriter> writers = new ArrayList<>();
        try {
            for (int i = 0; i < files; i++) {
                writers.add(Files.newBufferedWriter(input(i), StandardCharsets.UTF_8));
            }
            for (long sequence = 0; sequence < count; sequence++) {
                writers.get((int) (sequence / BLOCK % files)).write(line(bids.apply(sequence), sequence) + "\n");
            }
        } finally {
            for (BufferedWriter writer : writers) {
                writer.close();
            }
        }
        records = count;
    }

    /**
     * A bid as JSON.
     *
     * @param bid what the queries need
     * @param sequence its number, for the fields that they do not
     * @return an object, without an end of line
     */
    public static String line(Bid bid, long sequence) {
        return "{\"auction\":" + bid.auction()
                + ",\"bidder\":" + bid.bidder()
                + ",\"price\":" + bid.price()
                + ",\"channel\":\"" + CHANNELS[(int) sequence & 3]
                + "\",\"url\":\"https://auctions.example.org/items/item.htm?query=1&id=" + sequence
                + "\",\"timestamp\":" + bid.timestamp() + "}";
    }

    /**
     * Reads what the writers wrote, and removes it.
     *
     * @return the answer of all output files
     * @throws IOException if a file is not what it should be
     */
    public Answer takeAnswer() throws IOException {
        Answer answer = Answer.NONE;
        try (Stream<Path> outputs = Files.list(directory)) {
            for (Path output : outputs.filter(Files::isRegularFile).toList()) {
                answer = answer.plus(JsonPrices.read(output));
                Files.delete(output);
            }
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path :
                    all.sorted((a, b) -> b.getNameCount() - a.getNameCount()).toList()) {
                Files.delete(path);
            }
        }
    }
}
