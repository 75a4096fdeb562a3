package dev.millrace.engine.job;

import dev.millrace.engine.checkpoint.CapturedTask;
import dev.millrace.engine.checkpoint.TaskWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** What a task is handing in, some rows in each step while it goes on with its work. Owned by the task's thread. */
final class CaptureUnderWay {

    private final TaskWriter out;
    private final InstantSource clock;
    private final int rowsMax;
    private final Receiver receiver;
    private long pauseMicros;

    /** Gets what was captured. */
    interface Receiver {

        /**
         * All is written.
         *
         * @param state all of it
         * @param pauseMicros the longest that the task has done nothing else
         */
        void onCaptured(CapturedTask state, long pauseMicros);
    }

    /**
     * Makes one.
     *
     * @param out has all but rows
     * @param start when it was begun
     * @param clock of the job
     * @param rowsMax how many to write in a step
     * @param receiver called once
     */
    CaptureUnderWay(TaskWriter out, Instant start, InstantSource clock, int rowsMax, Receiver receiver) {
        this.out = out;
        this.rowsMax = rowsMax;
        this.clock = clock;
        this.receiver = receiver;
        notePause(start);
    }

    private void notePause(Instant start) {
        pauseMicros = Math.max(pauseMicros, ChronoUnit.MICROS.between(start, clock.instant()));
    }

    /** Writes some; true if that was all, and it has been handed in. */
    boolean goOn() {
        Instant start = clock.instant();
        boolean hasMore = out.writeRows(rowsMax);
        CapturedTask all = hasMore ? null : out.finish();
        notePause(start);
        if (all != null) {
            receiver.onCaptured(all, pauseMicros);
        }
        return !hasMore;
    }

    /** Nobody wants it. */
    void discard() {
        out.discard();
    }
}
