package dev.millrace.benchmarks.kafka;

import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.WindowPrices;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes with Jackson's data binding, as Millrace's connector does, for engines that leave it to their user. Thread-safe. */
final class BidJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final ObjectReader BIDS = MAPPER.readerFor(Bid.class);
    private static final ObjectReader RESULTS = MAPPER.readerFor(WindowPrices.class);
    private static final ObjectWriter WRITER = MAPPER.writerFor(WindowPrices.class);

    private BidJson() {}

    static Bid bid(byte[] line) {
        return BIDS.readValue(line);
    }

    static WindowPrices result(byte[] line) {
        return RESULTS.readValue(line);
    }

    static byte[] line(WindowPrices result) {
        return WRITER.writeValueAsBytes(result);
    }
}
