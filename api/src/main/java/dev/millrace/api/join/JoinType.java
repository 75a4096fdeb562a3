package dev.millrace.api.join;

/** What a join does with a record that has met none of the other side. */
public enum JoinType {
    /** It is left out. */
    INNER("inner", false, false),
    /** A left one comes alone. */
    LEFT("left outer", true, false),
    /** A right one comes alone. */
    RIGHT("right outer", false, true),
    /** Either comes alone. */
    FULL("full outer", true, true);

    private final String description;
    private final boolean keepsLeft;
    private final boolean keepsRight;

    JoinType(String description, boolean keepsLeft, boolean keepsRight) {
        this.description = description;
        this.keepsLeft = keepsLeft;
        this.keepsRight = keepsRight;
    }

    /**
     * Whether an unmatched record comes alone.
     *
     * @param side 0 for left, 1 for right
     * @return true if it does
     */
    public boolean keepsUnmatched(int side) {
        return side == 0 ? keepsLeft : keepsRight;
    }

    /**
     * Tells a user what this is.
     *
     * @return as {@code left outer}
     */
    public String describe() {
        return description;
    }
}
