package dev.millrace.engine.job;

import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.Push;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.engine.state.Footprint;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Both sides of a pushed source: the program's door and the task's reader. */
public interface PushInput {

    /** The program's side. */
    Ingress<Object> ingress();

    /** The task's side. */
    SourceReader<Object> reader();

    /**
     * Says from where an execution of the job reads. Before its task reads.
     *
     * @param position of the checkpoint that it goes on from, or null
     * @param hasEnded whether the stream had ended by then
     * @param isCheckpointed whether the job makes checkpoints
     * @throws IOException if that cannot be read
     */
    void begin(byte @Nullable [] position, boolean hasEnded, boolean isCheckpointed) throws IOException;

    /**
     * A checkpoint is complete. The task's thread.
     *
     * @param position in that checkpoint
     * @param oldest position in the oldest checkpoint to which the job may go back, or null if that is not known
     */
    void onCompleted(byte[] position, byte @Nullable [] oldest);

    /** Records that were dropped by policy so far. */
    long dropped();

    /** Records that wait, counted there. */
    long waiting();

    /** Tells what the room for records takes. */
    default void weigh(Footprint footprint) {}

    /** Takes no more from the program: the task's side ends when all that waits has been read. */
    void end();

    /** Lets go of threads that wait for room, since the job has ended. */
    void onJobEnd();

    /** Makes pushed sources for the place where a job runs. */
    interface Maker {

        /**
         * Makes one.
         *
         * @param source its name
         * @param push capacity and policy
         * @param wakeUp ends the idling of the worker that reads it
         * @param refusal why nothing can be pushed any more, or null while the job runs
         */
        PushInput make(String source, Push<?> push, Runnable wakeUp, Supplier<@Nullable RuntimeException> refusal);
    }
}
