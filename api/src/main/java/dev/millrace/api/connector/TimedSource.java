package dev.millrace.api.connector;

import dev.millrace.api.time.TimeSpec;
import java.time.Duration;

/**
 * A source and how its records get their time. Immutable.
 *
 * @param source where records come from
 * @param time how they get timestamps, and how the watermark follows
 * @param <T> type of the records
 */
public record TimedSource<T>(Source<T> source, TimeSpec<T> time) {

    /**
     * Sets how far a record may lag behind the largest timestamp seen on its split and still be on time. Windows close
     * that much later.
     *
     * @param bound not negative; 0 unless set
     * @return a new description
     */
    public TimedSource<T> outOfOrderBy(Duration bound) {
        return new TimedSource<>(source, time.withOutOfOrderBy(bound));
    }

    /**
     * Sets how long a live split must stand at its known end before it stops holding time back. Silence of all splits
     * moves time at the pace of the clock from then on.
     *
     * @param duration positive; 30 seconds unless set
     * @return a new description
     */
    public TimedSource<T> idleAfter(Duration duration) {
        return new TimedSource<>(source, time.withIdleAfter(duration));
    }

    /**
     * Sets how far a wrong clock may move time. On a live split, a record more than this past the clock goes to its own
     * window but does not move the watermark. On a bounded split, a jump of more than this past the largest timestamp
     * moves time only when the next record confirms it.
     *
     * @param bound not negative; unless set, 5 minutes on live splits and none on bounded ones
     * @return a new description
     */
    public TimedSource<T> futureBound(Duration bound) {
        return new TimedSource<>(source, time.withFutureBound(bound));
    }
}
