package dev.millrace.testkit;

/**
 * What happened in one run with mishaps, whose results were those of the run without.
 *
 * @param topology kind of the pipeline
 * @param records that the sources had
 * @param crashes how often the machine died
 * @param crashesAtStart how often of these before the job had started again
 * @param restores how often the job went on from a checkpoint, and not from the beginning
 * @param faults operations of the disk that failed without a crash
 * @param operations of the disk, all of them
 */
public record SimulationReport(
        String topology,
        long records,
        long crashes,
        long crashesAtStart,
        long restores,
        long faults,
        long operations) {}
