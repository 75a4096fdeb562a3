package dev.millrace.engine.source;

import dev.millrace.engine.time.SplitTime;
import org.jspecify.annotations.Nullable;

/**
 * Where a split stands.
 *
 * @param id of the split
 * @param position where its reader resumes; null if the split has ended
 * @param time how far its time has come
 */
@SuppressWarnings("ArrayRecordComponent") // carried from here to there, and compared by nobody
public record SplitState(String id, byte @Nullable [] position, SplitTime.Standing time) {}
