package dev.millrace.engine.store;

import java.util.ArrayList;
import java.util.List;

/** Moments that open views read as of. Guarded by the store's lock. */
final class OpenMoments {

    private final List<Moment> moments = new ArrayList<>();

    void add(Moment moment) {
        moments.add(moment);
    }

    /** Lets one of several equal ones go. */
    void remove(Moment moment) {
        moments.remove(moment);
    }

    /** As far back as any of them, or the newest version that readers see now. */
    Moment oldest(long published) {
        long version = published;
        long time = Long.MAX_VALUE;
        for (Moment moment : moments) {
            version = Math.min(version, moment.version());
            time = Math.min(time, moment.timeMillis());
        }
        return new Moment(version, time);
    }
}
