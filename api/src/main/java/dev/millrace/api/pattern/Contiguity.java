package dev.millrace.api.pattern;

/** How the record of a step lies to the last one that was taken before it. */
public enum Contiguity {
    /** It is the next record of the key. */
    NEXT("next"),
    /** It is the first record after that one which matches; those between are skipped. */
    FOLLOWED_BY("followedBy"),
    /** It is any later record that matches; the first with which the rest of the pattern matches, too. */
    FOLLOWED_BY_ANY("followedByAny"),
    /** The next record of the key must not match. */
    NOT_NEXT("notNext"),
    /** No record may match before the next one that is taken. */
    NOT_FOLLOWED_BY("notFollowedBy");

    private final String method;

    Contiguity(String method) {
        this.method = method;
    }

    /**
     * Whether the step takes no record, but says what must be absent.
     *
     * @return true for the two negations
     */
    public boolean isAbsence() {
        return this == NOT_NEXT || this == NOT_FOLLOWED_BY;
    }

    /** The method of {@link Pattern} that says this. */
    @Override
    public String toString() {
        return method;
    }
}
