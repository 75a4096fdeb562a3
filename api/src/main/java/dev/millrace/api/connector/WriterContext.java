package dev.millrace.api.connector;

import java.time.InstantSource;

/**
 * What a writer may use of its surroundings.
 *
 * @param sink name of the sink in its pipeline
 * @param writerIndex which of the sink's writers this is, from 0
 * @param writerCount how many writers the sink has in this job
 * @param clock the job's clock; a writer has no other
 * @param isCheckpointed whether the job makes checkpoints; without them its whole life is one epoch
 * @param restoredEpoch the epoch of the checkpoint that the job goes on from; 0 if it starts from the beginning
 */
public record WriterContext(
        String sink,
        int writerIndex,
        int writerCount,
        InstantSource clock,
        boolean isCheckpointed,
        long restoredEpoch) {}
