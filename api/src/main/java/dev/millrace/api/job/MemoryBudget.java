package dev.millrace.api.job;

/**
 * What all jobs of a runtime keep in memory together, and what they may.
 *
 * @param usedBytes the sum of {@link MemoryFigures#bytes} over all operators of all jobs
 * @param markBytes from here on sources are slowed down
 * @param limitBytes beyond it the job that keeps most fails; {@link Long#MAX_VALUE} for no limit
 */
public record MemoryBudget(long usedBytes, long markBytes, long limitBytes) {

    /**
     * Whether sources are slowed down.
     *
     * @return true from the mark on
     */
    public boolean isOverMark() {
        return usedBytes >= markBytes;
    }
}
