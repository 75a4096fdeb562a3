package dev.millrace.api.job;

/**
 * The jobs of a runtime kept more in memory than its budget, and this was the one that kept most of it. The cause of a
 * {@link JobFailedException}. Such a job is not started again by itself: its last checkpoint holds the same state.
 */
public final class MemoryExceededException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String operator;
    private final long bytes;
    private final long keys;
    private final long limitBytes;

    /**
     * Makes one.
     *
     * @param operator the operator of the job that keeps most
     * @param figures what it keeps
     * @param budget what all jobs keep, and may
     */
    public MemoryExceededException(String operator, MemoryFigures figures, MemoryBudget budget) {
        super("the jobs of this runtime keep " + number(budget.usedBytes()) + " bytes, and "
                + number(budget.limitBytes())
                + " are their memory; most is kept by '" + operator + "': " + number(figures.bytes()) + " bytes"
                + (figures.keys() == 0 ? "" : " for " + number(figures.keys()) + " keys")
                + ". Have it keep less: shorter windows and lateness, between(...) or retain(...) of a join, within(...) of a"
                + " pattern, expireAfter(...) of a state, fewer keys; or give the runtime more:"
                + " EmbeddedRuntime.builder().memory(bytes)");
        this.operator = operator;
        bytes = figures.bytes();
        keys = figures.keys();
        limitBytes = budget.limitBytes();
    }

    private static String number(long value) {
        return String.format(java.util.Locale.ROOT, "%,d", value);
    }

    /**
     * The operator that kept most.
     *
     * @return its name in the pipeline
     */
    public String operator() {
        return operator;
    }

    /**
     * What it kept.
     *
     * @return bytes, over all its tasks
     */
    public long bytes() {
        return bytes;
    }

    /**
     * For how many keys.
     *
     * @return 0 if it keeps nothing by key
     */
    public long keys() {
        return keys;
    }

    /**
     * What all jobs might have kept.
     *
     * @return bytes
     */
    public long limitBytes() {
        return limitBytes;
    }
}
