package dev.millrace.engine.store;

/**
 * As of when something is read: after the last write that is neither newer than the version nor later than the time. Times do not
 * go back while versions rise, so that is one write for all cells.
 */
record Moment(long version, long timeMillis) {

    static Moment ofVersion(long version) {
        return new Moment(version, Long.MAX_VALUE);
    }

    boolean sees(long revisionVersion, long revisionTimeMillis) {
        return revisionVersion <= version && revisionTimeMillis <= timeMillis;
    }
}
