package dev.millrace.engine.worker;

import dev.millrace.api.connector.SinkWriter;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.exchange.Outlet;
import dev.millrace.engine.exchange.TaskInput;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.SinkOperator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs one chain of operators: the only place where batches move.
 *
 * <p>A step moves a bounded number of batches, never waits, and tells whether it got anywhere. The chain is drained from
 * its tail before the next batch is taken in, so at most one batch is on its way, and a full lane or a sink that is not
 * ready stops everything before it by itself.
 *
 * <p>Owned by one thread at a time; the worker's, or that of whoever calls {@link #step}.
 */
public final class Task {

    /** What a step achieved. */
    public enum Progress {
        /** Something moved, if only the task itself to its end; other tasks may be able to go on. Call again. */
        MOVED,
        /** Nothing could move now, or the task has closed. */
        IDLE
    }

    /** The job of the task. Called on the task's thread. */
    public interface Owner {

        /** Whether tasks must close without finishing. */
        boolean isStopping();

        /** This task has processed all its input, and its sink has prepared. */
        void onPrepared(Task task);

        /** Whether all tasks of the job have prepared, so that sinks may commit. */
        boolean mayCommit();

        /** Something went wrong; {@code operator} is a name in the pipeline. */
        void onFailure(Task task, String operator, Throwable failure);

        /** The task has let go of everything. */
        void onClosed(Task task);
    }

    /** A step moves at most so many batches, so that a large emission does not hold up the worker's other tasks. */
    private static final int MOVES_MAX = 8;

    /** The number of the one epoch of a job without checkpoints. */
    private static final long ONLY_EPOCH = 1;

    /** The input before the real one is open. */
    private static final TaskInput NOT_OPEN = new TaskInput() {
        @Override
        public boolean release() {
            return false;
        }

        @Override
        public @Nullable Batch poll() {
            return null;
        }

        @Override
        public boolean isFinished() {
            return false;
        }
    };

    private enum Phase {
        NEW,
        RUNNING,
        PREPARED,
        COMMITTED,
        CLOSED
    }

    private final String name;
    private final TaskBody body;
    private final Owner owner;

    private Phase phase = Phase.NEW;
    private TaskInput input;
    private List<Operator> operators = List.of();
    private byte[] prepared = {};

    /** A batch that is not on all its lanes yet, and what it has still to reach. */
    private @Nullable Batch pending;

    private List<Outlet> pendingRoute = List.of();
    private int pendingOutlet;

    /** Whether this step has put anything on a lane. */
    private boolean hasDelivered;

    /** The operator at work, for the message if it fails; -1 for the input. */
    private int atWork = -1;

    /**
     * Makes one that has not opened anything.
     *
     * @param name for logs and schedulers
     * @param body opens and closes what the task consists of
     * @param owner its job
     */
    public Task(String name, TaskBody body, Owner owner) {
        this.name = name;
        this.body = body;
        this.owner = owner;
        input = NOT_OPEN;
    }

    /** Moves some batches. Failures go to the owner. */
    public Progress step() {
        if (phase == Phase.CLOSED) {
            return Progress.IDLE;
        }
        try {
            return owner.isStopping() ? close() : stepOf(phase);
        } catch (Throwable failure) {
            // Errors, too: an assertion or a StackOverflowError of user code must fail the job, not kill the worker.
            owner.onFailure(this, nameAtWork(), failure);
            return close();
        } finally {
            body.publishIfAsked(phase == Phase.CLOSED);
        }
    }

    private Progress stepOf(Phase current) throws Exception {
        return switch (current) {
            case NEW -> open();
            case RUNNING -> move();
            case PREPARED -> owner.mayCommit() ? commit() : Progress.IDLE;
            case COMMITTED, CLOSED -> Progress.IDLE;
        };
    }

    private Progress open() throws Exception {
        atWork = -1;
        input = body.openInput();
        operators = body.openOperators(index -> atWork = index);
        phase = Phase.RUNNING;
        return Progress.MOVED;
    }

    private Progress move() throws Exception {
        int moves = 0;
        hasDelivered = false;
        if (!deliver()) {
            return hasDelivered ? Progress.MOVED : Progress.IDLE;
        }
        for (int i = operators.size() - 1; i >= 0; ) {
            atWork = i;
            Operator operator = operators.get(i);
            Batch batch = operator.next();
            if (batch == null) {
                if (!operator.isDrained()) {
                    return moves > 0 || hasDelivered ? Progress.MOVED : Progress.IDLE;
                }
                i--;
                continue;
            }
            moves++;
            boolean isForNext = batch.port == Batch.MAIN_PORT && i < operators.size() - 1;
            if (isForNext) {
                i++;
                atWork = i;
                operators.get(i).accept(batch);
            } else if (!send(batch, body.route(i, batch.port)) || moves >= MOVES_MAX) {
                return Progress.MOVED;
            }
        }
        return takeIn() || moves > 0 || hasDelivered ? Progress.MOVED : Progress.IDLE;
    }

    private boolean takeIn() throws Exception {
        atWork = -1;
        if (input.isFinished()) {
            prepare();
            return true;
        }
        boolean hasReleased = input.release();
        Batch batch = input.poll();
        if (batch == null) {
            // Nothing more for now: what waits in half-filled batches must not wait for more.
            return flush() || hasReleased;
        }
        if (operators.isEmpty()) {
            send(batch, body.route(-1, Batch.MAIN_PORT));
        } else {
            atWork = 0;
            operators.get(0).accept(batch);
        }
        return true;
    }

    private boolean flush() {
        boolean hasSent = false;
        for (Outlet outlet : body.outlets()) {
            hasSent |= outlet.flush();
        }
        return hasSent;
    }

    private boolean send(Batch batch, List<Outlet> route) {
        pending = batch;
        pendingRoute = route;
        pendingOutlet = 0;
        return deliver();
    }

    private boolean deliver() {
        Batch batch = pending;
        if (batch == null) {
            return true;
        }
        while (pendingOutlet < pendingRoute.size()) {
            Outlet outlet = pendingRoute.get(pendingOutlet);
            boolean isDone = outlet.offer(batch);
            hasDelivered |= isDone || outlet.hasMoved();
            if (!isDone) {
                return false;
            }
            pendingOutlet++;
        }
        pending = null;
        return true;
    }

    private void prepare() throws Exception {
        SinkWriter<Object> writer = writer();
        if (writer != null) {
            atWork = operators.size() - 1;
            prepared = writer.prepare(ONLY_EPOCH);
        }
        phase = Phase.PREPARED;
        owner.onPrepared(this);
    }

    private Progress commit() throws Exception {
        SinkWriter<Object> writer = writer();
        if (writer != null) {
            atWork = operators.size() - 1;
            writer.commit(ONLY_EPOCH, prepared);
        }
        phase = Phase.COMMITTED;
        return close();
    }

    private void abort() throws Exception {
        SinkWriter<Object> writer = writer();
        if (writer != null) {
            writer.abort(ONLY_EPOCH, prepared);
        }
    }

    private @Nullable SinkWriter<Object> writer() {
        boolean endsInSink = !operators.isEmpty() && operators.get(operators.size() - 1) instanceof SinkOperator;
        return endsInSink ? ((SinkOperator) operators.get(operators.size() - 1)).writer() : null;
    }

    private Progress close() {
        if (phase == Phase.CLOSED) {
            return Progress.IDLE;
        }
        boolean isAborted = phase == Phase.PREPARED;
        phase = Phase.CLOSED;
        try {
            if (isAborted) {
                abort();
            }
            body.close();
        } catch (Throwable failure) {
            // As above: whatever it is, the other tasks must learn of it.
            owner.onFailure(this, nameAtWork(), failure);
        }
        body.publishIfAsked(true);
        owner.onClosed(this);
        return Progress.MOVED;
    }

    /** Whether the task has let go of everything and need not be stepped again. The task's thread. */
    public boolean isClosed() {
        return phase == Phase.CLOSED;
    }

    private String nameAtWork() {
        return body.operatorName(atWork);
    }

    /** For logs and schedulers. */
    @Override
    public String toString() {
        return name;
    }
}
