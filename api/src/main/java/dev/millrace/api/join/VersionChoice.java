package dev.millrace.api.join;

/** Which version of a table's row a record is joined with. */
public enum VersionChoice {
    /** The one that the table had at the event time of the record. */
    AS_OF("as-of"),
    /** The newest that is known when the record comes. */
    LATEST("latest"),
    /** The newest that is known, once the table has been read to its known end. */
    BOOTSTRAP_FIRST("latest after bootstrap");

    private final String description;

    VersionChoice(String description) {
        this.description = description;
    }

    /**
     * Tells a user what this is.
     *
     * @return as {@code as-of}
     */
    public String describe() {
        return description;
    }
}
