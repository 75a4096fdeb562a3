package dev.millrace.runner.flink;

import java.util.ArrayList;
import org.apache.flink.api.connector.source.SourceEvent;

/** What the readers of a source and its enumerator tell each other of splits that appear. */
final class SplitEvents {

    private SplitEvents() {}

    /** A reader has a split without an end, so that it can be given others at any time. */
    record Stays() implements SourceEvent {}

    /**
     * The reader that looks for splits has found some; it reads nothing until it is told that they are {@link Taken}, lest it be
     * at its end before it gets them.
     *
     * @param ids some of which may be known
     */
    @SuppressWarnings("NonApiType") // Flink wants what is serializable
    record Appeared(ArrayList<String> ids) implements SourceEvent {}

    /** What has appeared is given to somebody. */
    record Taken() implements SourceEvent {}
}
