package dev.millrace.connector.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.streams.tests.SmokeTestDriver;
import org.apache.kafka.streams.tests.SmokeTestUtil;

/** The process of Kafka's own judge, {@link SmokeTestDriver}: it writes the topic of data, and then says what it thinks of the others. */
final class SmokeJudge {

    /** The last of the data is written. */
    static final String GENERATED = "generated";

    private static final int TRIES_MAX = 5;

    private SmokeJudge() {}

    /** Arguments: servers, keys, records of a key, seconds in which they are written. */
    public static void main(String[] args) {
        int recordsPerKey = Integer.parseInt(args[2]);
        Map<String, Set<Integer>> data = SmokeTestDriver.generate(
                args[0], Integer.parseInt(args[1]), recordsPerKey, Duration.ofSeconds(Long.parseLong(args[3])));
        System.out.println(GENERATED);
        int tries = 0;
        SmokeTestUtil.VerificationResult result;
        do {
            result = SmokeTestDriver.verify(args[0], data, recordsPerKey, true);
            tries++;
        } while (isTooEarly(result) && tries < TRIES_MAX);
    }

    /**
     * Before it reads anything, it looks whether transactions are open: it asks where a topic ends, and then where what is committed ends. If the job
     * commits in between, which has just been killed and has not caught up, the second is behind the first, and it gives up.
     */
    private static boolean isTooEarly(SmokeTestUtil.VerificationResult result) {
        return !result.passed() && result.result().contains("is larger than topic endOffset");
    }
}
