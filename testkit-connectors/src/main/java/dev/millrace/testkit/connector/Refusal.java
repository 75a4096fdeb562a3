package dev.millrace.testkit.connector;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.function.Executable;

/**
 * A source or sink that cannot work, and what its error must say.
 *
 * @param connector that cannot work
 * @param said a part of the message, as the name of what is missing
 * @param <C> type of the connector
 */
public record Refusal<C>(C connector, String said) {

    /** An error that is ours, or from the other end, and says what it must in one of the messages of its causes. */
    void require(Executable use) {
        Exception failure = assertThrows(Exception.class, use);
        StringBuilder messages = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            messages.append(cause).append('\n');
        }
        assertTrue(messages.toString().contains(said), () -> "must say \"" + said + "\": " + messages);
    }
}
