package dev.millrace.connector.kafka;

/**
 * Which writer of which sink: the id of its transactions, and the group of its mark.
 *
 * @param sink what the user called the sink
 * @param writer its index when it prepared
 */
record TransactionName(String sink, int writer) {

    @Override
    public String toString() {
        return sink + "-" + writer;
    }
}
