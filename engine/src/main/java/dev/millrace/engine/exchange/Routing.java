package dev.millrace.engine.exchange;

/** Which tasks of a consumer get a row. */
public enum Routing {
    /** Task {@code i} sends all its rows to task {@code i} modulo the number of receivers. */
    FORWARD("forward"),
    /** A row goes to the task that owns its key. */
    BY_KEY("by key"),
    /** Every row goes to every task. */
    BROADCAST("to all");

    private final String description;

    Routing(String description) {
        this.description = description;
    }

    /** As {@code explain} prints it. */
    public String describe() {
        return description;
    }
}
