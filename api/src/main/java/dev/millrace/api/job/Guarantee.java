package dev.millrace.api.job;

/** What a sink gets of each result, whatever dies and is started again; the weakest first. */
public enum Guarantee {
    /** Results may be lost, and others may come twice. */
    NONE,
    /** Results may be lost; none comes twice. */
    AT_MOST_ONCE,
    /** No result is lost; some may come twice. */
    AT_LEAST_ONCE,
    /** No result is lost, and none comes twice: what is there is what there would be if nothing had died. */
    EXACTLY_ONCE
}
