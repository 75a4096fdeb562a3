package dev.millrace.engine.store;

import dev.millrace.api.state.Retention;

/**
 * What is kept at this moment: what retention says, and what the oldest reader may still see.
 *
 * @param count of revisions of each cell, at least 1
 * @param version kept are those that can be seen as of it
 * @param timeMillis kept are those that can be seen as of it
 * @param isEverything nothing is forgotten
 */
record Keep(int count, long version, long timeMillis, boolean isEverything) {

    static Keep of(Retention retention, Moment oldestReader, long nowMillis) {
        long version = oldestReader.version();
        long time = oldestReader.timeMillis();
        if (retention instanceof Retention.LastVersions last) {
            return new Keep(last.count(), version, time, false);
        } else if (retention instanceof Retention.ForDuration age) {
            return new Keep(
                    1, version, Math.min(time, nowMillis - age.duration().toMillis()), false);
        } else if (retention instanceof Retention.SinceVersion since) {
            return new Keep(1, Math.min(version, since.version()), time, false);
        }
        return new Keep(1, version, time, true);
    }

    /** Whether a revision is the oldest one that is kept, there being so many newer ones. */
    boolean isEnough(int newer, long revisionVersion, long revisionTimeMillis) {
        return !isEverything && newer >= count - 1 && revisionVersion <= version && revisionTimeMillis <= timeMillis;
    }
}
