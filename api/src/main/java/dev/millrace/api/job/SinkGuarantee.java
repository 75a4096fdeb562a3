package dev.millrace.api.job;

/**
 * What a sink of a job gets, from end to end. Immutable.
 *
 * @param sink its name
 * @param guarantee the strongest that its sources, the checkpoints and itself allow together
 * @param reason why it is no stronger, or what it rests on; a clause for people
 */
public record SinkGuarantee(String sink, Guarantee guarantee, String reason) {

    /** For people. */
    @Override
    public String toString() {
        return "'" + sink + "' " + guarantee + ": " + reason;
    }
}
