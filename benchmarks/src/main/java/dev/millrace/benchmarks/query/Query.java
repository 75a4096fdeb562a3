package dev.millrace.benchmarks.query;

import java.util.function.Supplier;

/**
 * What is measured: an operation on some bids. Every engine sees the same records and must give the same answer.
 *
 * @param name for the command line and the report
 * @param family queries of one family have the same records
 * @param operation what is done with them
 * @param form in which they come
 * @param input makes the maker of records, in the process that measures
 * @param namedKeys number of keys of {@link Form#NAMED}
 * @param records as many as any engine gets, and as many as fast engines do get
 * @param isQuick whether it belongs to a quick run
 */
public record Query(
        String name,
        String family,
        Operation operation,
        Form form,
        Supplier<Bids> input,
        int namedKeys,
        long records,
        boolean isQuick) {

    /**
     * The maker of the records.
     *
     * @return a new one
     */
    public Bids bids() {
        return input.get();
    }

    /**
     * The maker of the records of {@link Form#NAMED}.
     *
     * @return a new one
     */
    public NamedBids namedBids() {
        return new NamedBids(namedKeys, Queries.BUSY);
    }

    /**
     * Whether several threads that share the records among them may answer: not if an answer depends on the order of
     * records of different threads, which is so when some are late.
     *
     * @return true if the answer depends on the order within a thread alone
     */
    public boolean isOrderFree() {
        return !bids().hasLate();
    }

    /**
     * Whether an engine of others is asked: not if some bids are late, for they decide on lateness batch by batch, so their
     * answers are not determined; not what is about Millrace alone; not Kafka Streams, which has topics for its input; and Jet, which joins streams in windows, not for other
     * joins.
     *
     * @param peer one of them
     * @return true for most
     */
    public boolean isFor(EngineName peer) {
        if (!peer.isPeer() || peer == EngineName.KAFKA_STREAMS || bids().hasLate()) {
            return false;
        }
        return switch (form) {
            case RECORDS -> true;
            case JSON_LINES -> peer != EngineName.MILLRACE_FLINK;
            case JOINED -> peer != EngineName.JET || operation instanceof Operation.WindowJoin;
            case NAMED, PUSHED, CROWDED -> false;
        };
    }
}
