package dev.millrace.api.job;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The account of all records of a job.
 *
 * <p>Each record that enters an operator gets exactly one disposition, so that for each operator
 * {@code in = passed + filtered + late + failed + dropped + held}. What leaves one operator enters the next or waits
 * between them: {@code sent = received + queued} for each edge.
 *
 * @param operators one row for each operator, in order of the pipeline
 * @param edges one row for each connection between two operators
 */
public record Ledger(List<Row> operators, List<Edge> edges) {

    /** Copies. */
    public Ledger {
        operators = List.copyOf(operators);
        edges = List.copyOf(edges);
    }

    /**
     * The account of one operator, summed over its tasks.
     *
     * @param operator its name
     * @param in records that entered; for a source, records that were read or offered
     * @param passed records that were handed on, or absorbed into a result that was
     * @param filtered records that a filter did not keep
     * @param late records that came after their window had closed
     * @param failed records that could not be processed
     * @param dropped records that a full ingress refused by policy
     * @param held records in state: in open windows, or waiting inside the operator; counted there
     * @param out records that left
     * @param ahead of {@code in}: records with a time so far ahead that it was not allowed to move the watermark
     * @param watermarkMillis the least watermark of its tasks; {@link Long#MIN_VALUE} before the first,
     *     {@link Long#MAX_VALUE} after the end
     * @param leadMillis for an operator in which streams meet: the most that one of them was ahead of another in event time
     */
    public record Row(
            String operator,
            long in,
            long passed,
            long filtered,
            long late,
            long failed,
            long dropped,
            long held,
            long out,
            long ahead,
            long watermarkMillis,
            long leadMillis) {

        /**
         * Tells whether the equation holds.
         *
         * @return true if every record that entered has one disposition
         */
        public boolean isBalanced() {
            return in == passed + filtered + late + failed + dropped + held;
        }

        /**
         * The account of both together, as of two tasks of one operator.
         *
         * @param other of the same operator
         * @return the sums, the lesser watermark, and the greater lead
         */
        public Row plus(Row other) {
            return new Row(
                    operator,
                    in + other.in,
                    passed + other.passed,
                    filtered + other.filtered,
                    late + other.late,
                    failed + other.failed,
                    dropped + other.dropped,
                    held + other.held,
                    out + other.out,
                    ahead + other.ahead,
                    Math.min(watermarkMillis, other.watermarkMillis),
                    Math.max(leadMillis, other.leadMillis));
        }
    }

    /**
     * The account of one connection.
     *
     * @param from name of the operator that sends
     * @param to name of the operator that receives
     * @param sent records that left the one for the other
     * @param received records that entered
     * @param queued records between the two; counted there
     */
    public record Edge(String from, String to, long sent, long received, long queued) {

        /**
         * Tells whether the equation holds.
         *
         * @return true if nothing was lost on the way
         */
        public boolean isBalanced() {
            return sent == received + queued;
        }

        /**
         * Both names.
         *
         * @return sender and receiver
         */
        public List<String> ends() {
            return List.of(from, to);
        }

        /**
         * The account of both together, as of two lanes between the same operators.
         *
         * @param other of the same ends
         * @return the sums
         */
        public Edge plus(Edge other) {
            return new Edge(from, to, sent + other.sent, received + other.received, queued + other.queued);
        }
    }

    /**
     * The row of an operator.
     *
     * @param operator its name
     * @return the row
     * @throws NoSuchElementException if there is none of that name
     */
    public Row operator(String operator) {
        return operators.stream()
                .filter(row -> row.operator().equals(operator))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no operator '" + operator + "' in this ledger; it has "
                        + operators.stream().map(Row::operator).toList()));
    }

    /**
     * All equations that do not hold. Rows hold at any time; edges only where no task is in the middle of a step, as in
     * a job that has ended.
     *
     * @return one text for each, empty if all is accounted for
     */
    public List<String> imbalances() {
        List<String> found = new ArrayList<>();
        for (Row row : operators) {
            if (!row.isBalanced()) {
                found.add("in = passed + filtered + late + failed + dropped + held does not hold for " + row);
            }
        }
        for (Edge edge : edges) {
            if (!edge.isBalanced()) {
                found.add("sent = received + queued does not hold for " + edge);
            }
        }
        return found;
    }

    /**
     * Prints the rows as a table.
     *
     * @return lines for a terminal, the first one a header
     */
    public String toTable() {
        StringBuilder table = new StringBuilder();
        int width = Math.max(
                8,
                operators.stream()
                        .mapToInt(row -> row.operator().length())
                        .max()
                        .orElse(0));
        String format = "%-" + width + "s %12s %12s %10s %8s %8s %8s %10s %12s%n";
        table.append(String.format(
                format, "operator", "in", "passed", "filtered", "late", "failed", "dropped", "held", "out"));
        for (Row row : operators) {
            table.append(String.format(
                    format,
                    row.operator(),
                    row.in(),
                    row.passed(),
                    row.filtered(),
                    row.late(),
                    row.failed(),
                    row.dropped(),
                    row.held(),
                    row.out()));
        }
        return table.toString();
    }
}
