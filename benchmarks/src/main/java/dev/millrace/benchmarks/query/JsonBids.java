package dev.millrace.benchmarks.query;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads bids from JSON with Jackson's streaming parser: one parser for a file, no tree, no reflection. Owned by
 * one thread.
 */
public final class JsonBids extends OwnLine implements AutoCloseable {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final JsonParser parser;

    /** Of the bid that was read last. */
    private long auction;

    private long bidder;
    private long price;
    private long timestamp;

    /**
     * Opens a file.
     *
     * @param file with a bid a line
     * @throws IOException if it cannot be read
     */
    public JsonBids(Path file) throws IOException {
        parser = FACTORY.createParser(ObjectReadContext.empty(), Files.newInputStream(file));
    }

    private JsonBids(byte[] line) {
        parser = FACTORY.createParser(ObjectReadContext.empty(), line);
    }

    /**
     * Reads a bid that came by itself.
     *
     * @param line of JSON, in UTF-8
     * @return a new object
     */
    public static Bid of(byte[] line) {
        try (JsonBids one = new JsonBids(line)) {
            if (!one.next()) {
                throw new IllegalArgumentException("there is no bid in a line of " + line.length + " bytes");
            }
            return one.bid();
        }
    }

    /**
     * Reads the next bid.
     *
     * @return false at the end
     */
    public boolean next() {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return false;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "auction" -> auction = parser.getLongValue();
                case "bidder" -> bidder = parser.getLongValue();
                case "price" -> price = parser.getLongValue();
                case "timestamp" -> timestamp = parser.getLongValue();
                default -> parser.skipChildren();
            }
        }
        return true;
    }

    /**
     * The bid that was read last.
     *
     * @return a new object
     */
    public Bid bid() {
        return new Bid(auction, bidder, price, timestamp);
    }

    /**
     * Puts the bid that was read last into a row.
     *
     * @param columns where to
     * @param row which
     */
    public void copyTo(BidColumns columns, int row) {
        columns.auction[row] = auction;
        columns.bidder[row] = bidder;
        columns.price[row] = price;
        columns.timestamp[row] = timestamp;
    }

    @Override
    public void close() {
        parser.close();
    }
}
