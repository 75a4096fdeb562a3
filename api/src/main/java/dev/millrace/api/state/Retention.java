package dev.millrace.api.state;

import java.time.Duration;

/**
 * How much of the past a store keeps. The present is always kept, and what an open {@link StoreView} may read. The rest is
 * forgotten by {@link StateStore#compact}, and partly before.
 */
public sealed interface Retention {

    /** Everything. */
    record Everything() implements Retention {}

    /**
     * A number of revisions of each cell.
     *
     * @param count at least 1, which keeps the present only
     */
    record LastVersions(int count) implements Retention {

        /** Checks the count. */
        public LastVersions {
            if (count < 1) {
                throw new IllegalArgumentException("keep at least 1 version, which is the present; got " + count);
            }
        }
    }

    /**
     * All that can be seen as of the times since some time ago.
     *
     * @param duration positive
     */
    record ForDuration(Duration duration) implements Retention {

        /** Checks the duration. */
        public ForDuration {
            if (duration.isNegative() || duration.isZero()) {
                throw new IllegalArgumentException(
                        "keep versions for a positive duration, or lastVersions(1); got " + duration);
            }
        }
    }

    /**
     * All that can be seen as of a version and later ones.
     *
     * @param version at least 0
     */
    record SinceVersion(long version) implements Retention {

        /** Checks the version. */
        public SinceVersion {
            if (version < 0) {
                throw new IllegalArgumentException("versions begin with 0, got " + version);
            }
        }
    }

    /**
     * Keeps everything.
     *
     * @return for a store whose past is worth its memory
     */
    static Retention everything() {
        return new Everything();
    }

    /**
     * Keeps the last versions of each cell; a deletion is one.
     *
     * @param count at least 1, which keeps the present only
     * @return retention by number
     */
    static Retention lastVersions(int count) {
        return new LastVersions(count);
    }

    /**
     * Keeps what can be seen as of any time since some time ago.
     *
     * @param duration positive, to the millisecond
     * @return retention by age
     */
    static Retention forDuration(Duration duration) {
        return new ForDuration(duration);
    }

    /**
     * Keeps what can be seen as of a version and later ones.
     *
     * @param version at least 0
     * @return retention by version
     */
    static Retention sinceVersion(long version) {
        return new SinceVersion(version);
    }
}
