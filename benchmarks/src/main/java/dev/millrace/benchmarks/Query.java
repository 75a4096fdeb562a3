package dev.millrace.benchmarks;

import dev.millrace.engine.EmbeddedRuntime;

/** One query, written twice. Both sides see the same records and must give the same answer. */
interface Query {

    /**
     * Answers by the hand-written loop, on the calling thread.
     *
     * @param isFused whether the loop may make its own records, see {@link Records}
     * @param records how many there are
     */
    Answer byHand(boolean isFused, long records) throws Exception;

    /**
     * Answers by a Millrace job.
     *
     * @param runtime where it runs
     * @param records how many there are
     */
    Answer byMillrace(EmbeddedRuntime runtime, long records) throws Exception;
}
