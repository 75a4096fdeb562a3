package dev.millrace.engine.flight;

import java.util.List;

/**
 * What an execution of a job had read, up to a moment.
 *
 * @param pipeline name
 * @param takenAtMillis when, by the clock of the job
 * @param epoch that the execution went on from; 0 for the beginning
 * @param splits of all sources, in the order of the pipeline
 */
public record Flight(String pipeline, long takenAtMillis, long epoch, List<FlightSplit> splits) {

    /** Copies. */
    public Flight {
        splits = List.copyOf(splits);
    }

    /** Whether it has all that was ever read, so that a replay starts from the state that the job started from. */
    public boolean isWhole() {
        return epoch == 0 && splits.stream().allMatch(split -> split.forgotten() == 0);
    }
}
