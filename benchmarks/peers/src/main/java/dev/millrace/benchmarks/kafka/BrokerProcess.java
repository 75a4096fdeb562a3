package dev.millrace.benchmarks.kafka;

import dev.millrace.testkit.kafka.EmbeddedKafka;

/**
 * The main class of the process of the broker, which all engines share. Arguments: number of bids. Prints where it is when the topic of bids is
 * there, and stays until its input ends.
 */
public final class BrokerProcess {

    private BrokerProcess() {}

    /**
     * Runs.
     *
     * @param arguments see above
     * @throws Exception if it cannot start
     */
    public static void main(String[] arguments) throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            kafka.createTopic(TopicRun.BIDS, TopicRun.PARTITIONS);
            Bidding.write(kafka.bootstrapServers(), Long.parseLong(arguments[0]));
            System.out.println(kafka.bootstrapServers());
            System.out.flush();
            // Nobody has anything to say: this waits for the end.
            byte[] unused = System.in.readAllBytes();
        }
        System.exit(0);
    }
}
