package dev.millrace.engine.job;

import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.Push;
import dev.millrace.api.connector.SourceReader;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Both sides of a pushed source: the program's door and the task's reader. */
public interface PushInput {

    /** The program's side. */
    Ingress<Object> ingress();

    /** The task's side. */
    SourceReader<Object> reader();

    /** Records that were dropped by policy so far. */
    long dropped();

    /** Records that wait, counted there. */
    long waiting();

    /** Lets go of threads that wait for room, since the job has ended. */
    void onJobEnd();

    /** Makes the pushed sources of one job. */
    interface Maker {

        /**
         * Makes one.
         *
         * @param source its name
         * @param push capacity and policy
         * @param wakeUp ends the idling of the worker that reads it
         */
        PushInput make(String source, Push<?> push, Runnable wakeUp);
    }

    /** Makes the maker for a job that is being made. */
    interface MakerForJob {

        /**
         * Makes it.
         *
         * @param refusal why nothing can be pushed any more, or null while the job runs
         */
        Maker forJob(Supplier<@Nullable RuntimeException> refusal);
    }
}
