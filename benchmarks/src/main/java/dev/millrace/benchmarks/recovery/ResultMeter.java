package dev.millrace.benchmarks.recovery;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.OwnLine;
import java.util.concurrent.atomic.AtomicLong;

/** Counts and hashes the results of one writer. Written by its thread; what it has published others may read. */
public final class ResultMeter extends OwnLine {

    private final Trial trial;
    private final AtomicLong published = new AtomicLong();
    private long results;
    private long checksum;

    ResultMeter(Trial trial) {
        this.trial = trial;
    }

    /**
     * Adds a result.
     *
     * @param hash from {@link Totals}
     */
    public void add(long hash) {
        results++;
        checksum += hash;
    }

    /** Lets others see what was added. Cheap: a plain store. */
    public void publish() {
        if (published.getPlain() == 0) {
            trial.onFirstResult();
        }
        published.lazySet(results);
    }

    long count() {
        return published.get();
    }

    /** Of a writer that has nothing to do any more. */
    Answer answer() {
        // The volatile read makes all visible that was written before the last publication.
        return new Answer(published.get(), checksum);
    }
}
