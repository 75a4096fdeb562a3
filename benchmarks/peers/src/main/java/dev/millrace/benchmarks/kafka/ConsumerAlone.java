package dev.millrace.benchmarks.kafka;

import dev.millrace.benchmarks.query.EngineName;

/** What nobody can be faster than: the consumer, whose records are thrown away as they are, as bytes. */
public final class ConsumerAlone implements TopicEngine {

    /** For the service loader. */
    public ConsumerAlone() {}

    @Override
    public EngineName name() {
        return EngineName.GENERATE;
    }

    @Override
    public void run(TopicRun run) {
        PlainReading.read(run.client(), TopicRun.BIDS, records -> {});
    }
}
