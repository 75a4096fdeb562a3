package dev.millrace.benchmarks.query;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Writes results as JSON lines with Jackson's streaming generator, and reads those of any engine. Owned by one thread. */
public final class JsonPrices implements AutoCloseable {

    private static final JsonFactory FACTORY =
            JsonFactory.builder().rootValueSeparator("\n").build();

    private final JsonGenerator generator;

    /**
     * Opens a file.
     *
     * @param file replaced if it exists
     * @throws IOException if it cannot be written
     */
    public JsonPrices(Path file) throws IOException {
        generator = FACTORY.createGenerator(ObjectWriteContext.empty(), Files.newOutputStream(file));
    }

    /**
     * Writes a line.
     *
     * @param auction the key
     * @param start first millisecond of the window
     * @param count number of prices
     * @param sum of prices
     * @param average of prices
     * @param min least price
     * @param max greatest price
     */
    public void write(long auction, long start, long count, long sum, double average, long min, long max) {
        generator.writeStartObject();
        generator.writeNumberProperty("auction", auction);
        generator.writeNumberProperty("start", start);
        generator.writeNumberProperty("count", count);
        generator.writeNumberProperty("sum", sum);
        generator.writeNumberProperty("average", average);
        generator.writeNumberProperty("min", min);
        generator.writeNumberProperty("max", max);
        generator.writeEndObject();
    }

    @Override
    public void close() {
        generator.close();
    }

    /** The answer that a file holds. */
    static Answer read(Path file) throws IOException {
        Answer.Tally tally = new Answer.Tally();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), Files.newInputStream(file))) {
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                tally.add(readOne(parser).hash());
            }
        }
        return tally.answer();
    }

    private static WindowPrices readOne(JsonParser parser) {
        long[] numbers = new long[6];
        double average = Double.NaN;
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "auction" -> numbers[0] = parser.getLongValue();
                case "start" -> numbers[1] = parser.getLongValue();
                case "count" -> numbers[2] = parser.getLongValue();
                case "sum" -> numbers[3] = parser.getLongValue();
                case "average" -> average = parser.getDoubleValue();
                case "min" -> numbers[4] = parser.getLongValue();
                case "max" -> numbers[5] = parser.getLongValue();
                default -> throw new IllegalStateException("a result has no field '" + name + "'");
            }
        }
        return new WindowPrices(numbers[0], numbers[1], numbers[2], numbers[3], average, numbers[4], numbers[5]);
    }
}
