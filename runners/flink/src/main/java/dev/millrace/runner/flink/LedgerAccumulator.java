package dev.millrace.runner.flink;

import dev.millrace.api.job.Ledger;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.accumulators.Accumulator;

/**
 * Brings the account of one operator from its tasks to who asks Flink for it; Flink adds them up. Set by the task's thread, and read by
 * Flink's heartbeat, which must not find half of it: numbers are replaced together, and never changed.
 */
@SuppressWarnings("NonApiType") // Flink wants what is serializable
final class LedgerAccumulator implements Accumulator<Object, ArrayList<Long>> {

    @Serial
    private static final long serialVersionUID = 1L;

    private static final String PREFIX = "millrace.ledger.";

    private static final int WATERMARK = 9;
    private static final int LEAD = 10;

    /** As Flink sends them: a row of the ledger is not serializable. */
    private volatile long[] numbers = nothing();

    /** The name of the account of an operator. */
    static String name(String operator) {
        return PREFIX + operator;
    }

    void set(Ledger.Row now) {
        numbers = new long[] {
            now.in(),
            now.passed(),
            now.filtered(),
            now.late(),
            now.failed(),
            now.dropped(),
            now.held(),
            now.out(),
            now.ahead(),
            now.watermarkMillis(),
            now.leadMillis()
        };
    }

    /** Reads what {@link #getLocalValue} gave. */
    static Ledger.Row read(String operator, List<?> sent) {
        long[] read = sent.stream().mapToLong(number -> (Long) number).toArray();
        return new Ledger.Row(
                operator,
                read[0],
                read[1],
                read[2],
                read[3],
                read[4],
                read[5],
                read[6],
                read[7],
                read[8],
                read[WATERMARK],
                read[LEAD]);
    }

    @Override
    public void add(Object value) {
        throw new UnsupportedOperationException("accounts are set");
    }

    @Override
    public ArrayList<Long> getLocalValue() {
        ArrayList<Long> values = new ArrayList<>();
        for (long number : numbers) {
            values.add(number);
        }
        return values;
    }

    @Override
    public void resetLocal() {
        numbers = nothing();
    }

    private static long[] nothing() {
        long[] nothing = new long[LEAD + 1];
        nothing[WATERMARK] = Long.MAX_VALUE;
        return nothing;
    }

    @Override
    public void merge(Accumulator<Object, ArrayList<Long>> other) {
        long[] others = ((LedgerAccumulator) other).numbers;
        long[] sum = numbers.clone();
        for (int i = 0; i < WATERMARK; i++) {
            sum[i] += others[i];
        }
        sum[WATERMARK] = Math.min(sum[WATERMARK], others[WATERMARK]);
        sum[LEAD] = Math.max(sum[LEAD], others[LEAD]);
        numbers = sum;
    }

    @Override
    @SuppressWarnings("MethodDoesntCallSuperMethod") // Flink asks for a copy, and does not care how it is made
    public LedgerAccumulator clone() {
        LedgerAccumulator copy = new LedgerAccumulator();
        copy.numbers = numbers;
        return copy;
    }
}
