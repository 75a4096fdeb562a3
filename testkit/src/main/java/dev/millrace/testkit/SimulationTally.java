package dev.millrace.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Sums over simulations: what has been seen, without which their success would say nothing. Not thread-safe. */
public final class SimulationTally {

    private final Map<String, SimulationTally> topologies = new TreeMap<>();
    private long runs;
    private long records;
    private long crashes;
    private long crashesMin = Long.MAX_VALUE;
    private long crashesAtStart;
    private long restores;
    private long faults;
    private long operations;

    /** Makes an empty one. */
    public SimulationTally() {}

    /**
     * Adds a run.
     *
     * @param report of it
     */
    public void add(SimulationReport report) {
        sum(report);
        topologies
                .computeIfAbsent(report.topology(), unseen -> new SimulationTally())
                .sum(report);
    }

    private void sum(SimulationReport report) {
        runs++;
        records += report.records();
        crashes += report.crashes();
        crashesMin = Math.min(crashesMin, report.crashes());
        crashesAtStart += report.crashesAtStart();
        restores += report.restores();
        faults += report.faults();
        operations += report.operations();
    }

    /**
     * Sums by kind of pipeline.
     *
     * @return a copy, in the order of names
     */
    public Map<String, SimulationTally> topologies() {
        return new TreeMap<>(topologies);
    }

    /**
     * Runs with mishaps.
     *
     * @return how many
     */
    public long runs() {
        return runs;
    }

    /**
     * Records that the sources had.
     *
     * @return how many, over all runs
     */
    public long records() {
        return records;
    }

    /**
     * Deaths of machines.
     *
     * @return how many, over all runs
     */
    public long crashes() {
        return crashes;
    }

    /**
     * The fewest deaths of a machine in one run.
     *
     * @return how many; 0 without runs
     */
    public long crashesMin() {
        return runs == 0 ? 0 : crashesMin;
    }

    /**
     * Deaths of machines before the job had started again.
     *
     * @return how many of {@link #crashes}
     */
    public long crashesAtStart() {
        return crashesAtStart;
    }

    /**
     * How often jobs went on from a checkpoint, and not from the beginning.
     *
     * @return how many, over all runs
     */
    public long restores() {
        return restores;
    }

    /**
     * Operations of disks that failed without a crash.
     *
     * @return how many, over all runs
     */
    public long faults() {
        return faults;
    }

    /**
     * Operations of disks.
     *
     * @return how many, over all runs
     */
    public long operations() {
        return operations;
    }

    /**
     * A table, one line for each kind of pipeline, and one for all.
     *
     * @return the lines, for a terminal
     */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                "%-24s %9s %12s %9s %9s %9s %9s %9s %12s",
                "topology",
                "runs",
                "records",
                "crashes",
                "fewest",
                "at start",
                "restores",
                "faults",
                "disk calls"));
        topologies.forEach((name, sums) -> lines.add(sums.line(name)));
        lines.add(line("all"));
        return lines;
    }

    private String line(String name) {
        return String.format(
                Locale.ROOT,
                "%-24s %,9d %,12d %,9d %,9d %,9d %,9d %,9d %,12d",
                name,
                runs,
                records,
                crashes,
                crashesMin(),
                crashesAtStart,
                restores,
                faults,
                operations);
    }

    /** The table. */
    @Override
    public String toString() {
        return String.join("\n", lines());
    }
}
