package dev.millrace.engine.operator;

import dev.millrace.api.failure.FailurePolicy;
import dev.millrace.api.failure.FloodException;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Fails the job when more records fail in one task than the policy of its operator allows. Owned by the task's thread. */
public final class FloodGauge {

    private final FailurePolicy policy;
    private final @Nullable RecentFailures byTime;
    private final @Nullable RecentFailures byShare;
    private final InstantSource clock;

    /**
     * Makes one.
     *
     * @param policy of the operator
     * @param byTime shared by its tasks; null if the policy has no limit by time
     * @param clock of the job
     */
    public FloodGauge(FailurePolicy policy, @Nullable RecentFailures byTime, InstantSource clock) {
        this.policy = policy;
        this.byTime = byTime;
        this.clock = clock;
        FailurePolicy.Share share = policy.share();
        byShare = share == null ? null : new RecentFailures(share.records(), share.ofLast());
    }

    /**
     * Sees a failure.
     *
     * @param index the how manieth record of the task it is
     * @param cause why it failed
     * @throws FloodException if that is one too many
     */
    void onFailure(long index, Throwable cause) {
        FailurePolicy.Rate rate = policy.rate();
        if (rate != null && byTime != null && byTime.isOver(clock.millis())) {
            throw new FloodException(
                    "more than " + rate.records() + " records failed within " + rate.within()
                            + ", which is as many as the policy of this operator sets aside; the last: " + cause,
                    cause);
        }
        FailurePolicy.Share share = policy.share();
        if (share != null && byShare != null && byShare.isOver(index)) {
            throw new FloodException(
                    "more than " + share.records() + " of the last " + share.ofLast()
                            + " records failed, and the policy" + " of this operator sets aside " + share.percent()
                            + " percent; the last: " + cause,
                    cause);
        }
    }
}
