package dev.millrace.connector.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.tests.SmokeTestDriver;

/** The process of Kafka's own judge, {@link SmokeTestDriver}: it writes the topic of data, and then says what it thinks of the others. */
final class SmokeJudge {

    /** The last of the data is written. */
    static final String GENERATED = "generated";

    private SmokeJudge() {}

    /** Arguments: servers, keys, records of a key, seconds in which they are written. */
    public static void main(String[] args) {
        int recordsPerKey = Integer.parseInt(args[2]);
        Map<String, Set<Integer>> data = SmokeTestDriver.generate(
                args[0], Integer.parseInt(args[1]), recordsPerKey, Duration.ofSeconds(Long.parseLong(args[3])));
        System.out.println(GENERATED);
        SmokeTestDriver.verify(args[0], data, recordsPerKey, true);
    }
}
