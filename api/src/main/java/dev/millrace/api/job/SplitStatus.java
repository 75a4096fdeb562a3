package dev.millrace.api.job;

/** What reading a split came to last. */
public enum SplitStatus {
    /** Records are being read, or nobody has asked yet. */
    READING,
    /** It was asked, and stands at its known end. */
    CAUGHT_UP,
    /** It has stood at its known end for so long that it does not hold time back any more. */
    IDLE,
    /** It could not be asked; time waits for it. */
    UNAVAILABLE,
    /** It is not read, since the job is paused or being stopped; time waits for it. */
    PAUSED,
    /** It has no more records. */
    ENDED
}
