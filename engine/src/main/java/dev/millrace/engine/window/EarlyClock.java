package dev.millrace.engine.window;

import dev.millrace.api.window.Emission;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;

/** When early results are due by time: once in each period of event time that the watermark enters. */
final class EarlyClock {

    private final long periodMillis;

    /** The period in which the watermark was last. */
    private long period = Long.MIN_VALUE;

    EarlyClock(Emission emission) {
        periodMillis = emission.earlyEvery() == null ? 0 : emission.earlyEvery().toMillis();
    }

    /** Whether the watermark has entered another period since this was asked last. */
    boolean strikes(long watermark) {
        if (periodMillis == 0) {
            return false;
        }
        long entered = Math.floorDiv(watermark, periodMillis);
        if (entered <= period) {
            return false;
        }
        period = entered;
        return true;
    }

    void capture(StateWriter out, String list) {
        out.list(list);
        out.entryForAll();
        out.writeLong(period);
    }

    void restore(StateReader in, String list) {
        while (in.next(list)) {
            period = Math.max(period, in.readLong());
        }
    }
}
