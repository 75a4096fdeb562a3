package dev.millrace.api.table;

/** What a {@link RowChange} says about a row, with the marks that are usual for it. */
public enum RowKind {
    /** A row that was not there before. */
    INSERT("+I"),
    /** A row as it was; the new one follows. */
    UPDATE_BEFORE("-U"),
    /** A row as it is now, in place of the one before. */
    UPDATE_AFTER("+U"),
    /** A row that is not there any more. */
    DELETE("-D");

    private final String mark;

    RowKind(String mark) {
        this.mark = mark;
    }

    /**
     * The usual mark.
     *
     * @return two characters; the first one says whether the row is added or taken away
     */
    public String mark() {
        return mark;
    }

    /**
     * Whether a row is added. If not, it is taken away.
     *
     * @return true for {@link #INSERT} and {@link #UPDATE_AFTER}
     */
    public boolean isAdded() {
        return this == INSERT || this == UPDATE_AFTER;
    }
}
