package dev.millrace.engine.state;

/**
 * What the state of an operator was written for, so that one that does something else now refuses it, and does not
 * misread it.
 *
 * @param description of all that fields of entries depend on, for people to read
 */
public record StateLayout(String description) {

    private static final String LIST = "layout";

    /** Writes it, in a list of its own. */
    public void capture(StateWriter out) {
        out.list(LIST);
        out.entryForAll();
        out.writeString(description);
    }

    /**
     * Reads what all tasks wrote.
     *
     * @throws IllegalStateException if any wrote another one
     */
    public void requireSame(StateReader in) {
        while (in.next(LIST)) {
            String written = in.readString();
            if (!written.equals(description)) {
                throw new IllegalStateException("state that was written for '" + written
                        + "' cannot go on with '" + description
                        + "'; change the operator back, or give it another name, under which it starts without state");
            }
        }
    }
}
