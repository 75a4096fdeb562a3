package dev.millrace.runner.flink;

import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.Source;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The ends of a pipeline that runs on a Flink in this process: sources and sinks stay where they are, and tasks find them by a
 * number. So a sink that collects for the program does so, as on the embedded engine. Thread-safe.
 */
final class LocalObjects implements Packing.Staying {

    // The one static state of the runner: Flink's tasks have nothing in common with who starts a job but the class.
    private static final Map<Long, Object> OBJECTS = new ConcurrentHashMap<>();
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final List<Long> own = new ArrayList<>();

    private record StandIn(long number, String what) implements Serializable {

        @Serial
        private Object readResolve() {
            Object found = OBJECTS.get(number);
            if (found == null) {
                throw new IllegalStateException(what + " is in another process, or its job has ended");
            }
            return found;
        }
    }

    @Override
    public Object replace(Object object) {
        if (!(object instanceof Sink<?>) && !(object instanceof Source<?>)) {
            return object;
        }
        long number = NUMBERS.incrementAndGet();
        OBJECTS.put(number, object);
        own.add(number);
        return new StandIn(number, object.getClass().getName());
    }

    /** Forgets them: the job has ended. */
    void forget() {
        own.forEach(OBJECTS::remove);
    }
}
