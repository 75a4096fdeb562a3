package dev.millrace.api.connector;

import java.time.InstantSource;

/**
 * What a writer may use of its surroundings.
 *
 * @param sink name of the sink in its pipeline
 * @param writerIndex which of the sink's writers this is, from 0
 * @param writerCount how many writers the sink has in this job
 * @param clock the job's clock; a writer has no other
 */
public record WriterContext(String sink, int writerIndex, int writerCount, InstantSource clock) {}
