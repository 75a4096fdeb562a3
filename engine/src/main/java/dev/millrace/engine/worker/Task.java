package dev.millrace.engine.worker;

import dev.millrace.engine.batch.Barrier;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.exchange.Outlet;
import dev.millrace.engine.exchange.TaskInput;
import dev.millrace.engine.operator.Operator;
import java.util.Collections;
import java.util.Iterator;
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

    /** How a job ends. Decided once. */
    public enum Ending {
        /** Not decided: some task has not prepared yet. */
        OPEN,
        /** All have prepared, so all sinks commit, whatever happens now. */
        COMMIT,
        /** The job failed or was cancelled before that, so no sink commits. */
        STOP,
        /** All that was read is in a savepoint: sinks commit what is in it, and nothing else happens. */
        SAVED
    }

    /** The job of the task. Called on the task's thread. */
    public interface Owner {

        /** What was decided. */
        Ending ending();

        /** This task has processed all its input, and its sink has prepared. */
        void onPrepared();

        /** The last epoch that is complete: its sinks commit; {@link Batch#NO_BARRIER} before there is one. */
        long completedEpoch();

        /** The last epoch that is to end. */
        long requestedEpoch();

        /** The last view of the state that is to be captured. */
        long requestedView();

        /** The writer of this task, if it has one, has made visible all that it has prepared. */
        void onFinished();

        /** Whether the same is so of all tasks. */
        boolean haveAllFinished();

        /** Whether something went wrong, in whichever task. */
        boolean hasFailed();

        /** Something went wrong; {@code operator} is a name in the pipeline. Does not throw. */
        void onFailure(String operator, Throwable failure);

        /** The task has let go of everything. Does not throw. */
        void onClosed();
    }

    /** A step moves at most so many batches, so that a large emission does not hold up the worker's other tasks. */
    private static final int MOVES_MAX = 8;

    /** A task that got nowhere in so many steps need not be asked each time. */
    private static final int DORMANT_STEPS = 64;

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

        @Override
        public boolean isQuiet() {
            return false;
        }

        @Override
        public long barrier() {
            return Batch.NO_BARRIER;
        }

        @Override
        public void passBarrier() {
            throw new AssertionError("no barrier came");
        }
    };

    private enum Phase {
        NEW,
        RUNNING,
        PREPARED,
        CLOSED
    }

    private final String name;
    private final TaskBody body;
    private final Owner owner;

    private Phase phase = Phase.NEW;
    private TaskInput input;
    private List<Operator> operators = List.of();

    /** By operator: when the batch that it accepted last was read. */
    private long[] readNanos = {};

    /** A batch that is not on all its lanes yet, and what it has still to reach. */
    private @Nullable Batch pending;

    private List<Outlet> pendingRoute = List.of();
    private int pendingOutlet;

    /** Empty batches that bring the time of before a restart, to be taken in before all others. */
    private Iterator<Batch> firsts = Collections.emptyIterator();

    /** The last epoch that has ended here. */
    private long epoch;

    /** The last view that was captured here. */
    private long view;

    /** The barrier that is not on all lanes yet, or {@link Batch#NO_BARRIER}. */
    private long pendingBarrier = Batch.NO_BARRIER;

    /** The last epoch that was committed here. */
    private long committed;

    /** The outlets before an operator whose inputs meet: it is told when nothing will come. */
    private Outlet[] watched = {};

    /** What it was told last. */
    private boolean isQuiet;

    /** Rows that operators have got in this step, and batches. */
    private long worked;

    /** Whether this step got anywhere. */
    private boolean hasMoved;

    /** How many of the last steps have not. */
    private boolean isFinished;

    private int idleSteps;

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
        hasMoved = false;
        worked = 0;
        try {
            advance();
            body.onWorked(worked);
            body.publishIfAsked();
        } catch (Throwable failure) {
            // Errors, too: an assertion or a StackOverflowError of user code must fail the job, not kill the worker.
            owner.onFailure(nameAtWork(), failure);
            close();
        }
        idleSteps = hasMoved ? 0 : Math.min(idleSteps + 1, DORMANT_STEPS);
        return hasMoved ? Progress.MOVED : Progress.IDLE;
    }

    /** Whether it got nowhere in its last steps. The task's thread. */
    boolean isDormant() {
        return idleSteps == DORMANT_STEPS;
    }

    /** Whether an epoch has ended here, and its barrier is on all lanes. */
    public boolean hasEnded(long number) {
        return epoch >= number && pendingBarrier == Batch.NO_BARRIER;
    }

    private void advance() throws Exception {
        Ending ending = owner.ending();
        if (ending == Ending.STOP) {
            body.abort();
            close();
            return;
        }
        if (ending == Ending.SAVED) {
            commit(owner.completedEpoch());
            if (body.isSettled()) {
                close();
            }
            return;
        }
        switch (phase) {
            case NEW -> open();
            case RUNNING -> {
                commit(owner.completedEpoch());
                goOnCapturing();
                move();
            }
            case PREPARED -> {
                commit(owner.completedEpoch());
                goOnCapturing();
                if (ending == Ending.COMMIT) {
                    commit(Long.MAX_VALUE);
                    finish();
                } else if (owner.requestedEpoch() > epoch) {
                    // No barrier will come: there is nothing left that it could divide.
                    capture(owner.requestedEpoch());
                } else if (owner.requestedView() > view) {
                    captureView(owner.requestedView());
                }
            }
            case CLOSED -> throw new AssertionError("not stepped any more");
        }
    }

    /** Makes visible what was prepared for complete epochs. */
    private void commit(long completed) throws Exception {
        if (completed > committed) {
            committed = completed;
            atWork = operators.size() - 1;
            hasMoved = true;
            body.commit(completed);
        }
    }

    /** An epoch ends here: everything before it has been processed. */
    private void capture(long ending) throws Exception {
        atWork = operators.size() - 1;
        epoch = ending;
        hasMoved = true;
        body.capture(ending, phase == Phase.PREPARED);
    }

    /** Somebody wants to see how things are here, and at the same barrier everywhere else. */
    private void captureView(long number) {
        atWork = operators.size() - 1;
        view = number;
        hasMoved = true;
        body.captureView(number);
    }

    /** What was captured is written while work goes on, so that it does not stop for that. */
    private void goOnCapturing() {
        atWork = operators.size() - 1;
        hasMoved |= body.goOnCapturing();
    }

    private void open() throws Exception {
        atWork = -1;
        epoch = body.firstEpoch();
        input = body.openInput();
        operators = body.openOperators(index -> atWork = index);
        readNanos = new long[operators.size()];
        firsts = body.firstBatches().iterator();
        watched = body.outlets().stream().filter(Outlet::isWatched).toArray(Outlet[]::new);
        phase = Phase.RUNNING;
        hasMoved = true;
    }

    private void move() throws Exception {
        if (!deliver()) {
            onBlocked();
            return;
        }
        int moves = 0;
        for (int i = operators.size() - 1; i >= 0 && moves < MOVES_MAX; ) {
            atWork = i;
            Operator operator = operators.get(i);
            boolean wasDrained = operator.isDrained();
            Batch batch = operator.next();
            if (batch == null) {
                if (!operator.isDrained()) {
                    // It waits, but what has gone on before must not wait with it.
                    flush();
                    return;
                }
                // A sink gives nothing on, but it has moved if it has written what it held.
                hasMoved |= !wasDrained;
                i--;
                continue;
            }
            moves++;
            hasMoved = true;
            // Here and not in each operator, which may have many batches of output for one of input.
            batch.readNanos = operator.readNanos(readNanos[i]);
            boolean isForNext = batch.port == Batch.MAIN_PORT && i < operators.size() - 1;
            if (isForNext) {
                i++;
                worked += batch.size;
                accept(i, batch);
            } else if (!send(batch, body.route(i, batch.port))) {
                onBlocked();
                return;
            }
        }
        if (moves < MOVES_MAX) {
            takeIn();
        }
    }

    private void takeIn() throws Exception {
        atWork = -1;
        if (input.isFinished()) {
            prepare();
            return;
        }
        hasMoved |= input.release();
        long barrier = input.barrier();
        if (barrier != Batch.NO_BARRIER) {
            if (Barrier.isOfView(barrier)) {
                captureView(Barrier.number(barrier));
            } else {
                body.prepare(barrier);
                capture(barrier);
            }
            input.passBarrier();
            if (!sendBarrier(barrier)) {
                onBlocked();
            }
            return;
        }
        Batch batch = firsts.hasNext() ? firsts.next() : input.poll();
        if (batch == null) {
            // Nothing more for now: what waits in half-filled batches must not wait for more.
            flushOperators();
            flush();
            setQuiet(input.isQuiet() && !isWaiting());
            return;
        }
        setQuiet(false);
        hasMoved = true;
        worked += 1 + batch.size;
        if (operators.isEmpty() || batch.port != Batch.MAIN_PORT) {
            if (!send(batch, body.route(-1, batch.port))) {
                onBlocked();
            }
        } else {
            accept(0, batch);
        }
    }

    private void accept(int operator, Batch batch) throws Exception {
        atWork = operator;
        readNanos[operator] = batch.readNanos;
        operators.get(operator).accept(batch);
    }

    // By index: an iterator would be an allocation for each record that is pushed on the caller's thread.

    private void flushOperators() {
        for (int i = 0; i < operators.size(); i++) {
            hasMoved |= operators.get(i).flush();
        }
    }

    private boolean isWaiting() {
        for (int i = 0; i < operators.size(); i++) {
            if (operators.get(i).isWaiting()) {
                return true;
            }
        }
        return false;
    }

    private void flush() {
        List<Outlet> outlets = body.outlets();
        for (int index = 0; index < outlets.size(); index++) {
            hasMoved |= outlets.get(index).flush();
        }
    }

    /**
     * One lane has no room, so the others get nothing, either. If the room depends on an operator that waits for one of those,
     * it must learn that in vain it waits. Who is to make the room does not wait in vain.
     */
    private void onBlocked() {
        if (watched.length == 0 || isQuiet && !hasMoved) {
            return;
        }
        flush();
        isQuiet = true;
        for (Outlet outlet : watched) {
            hasMoved |= outlet.setQuietWhereThereIsRoom();
        }
    }

    private void setQuiet(boolean quiet) {
        if (quiet != isQuiet && watched.length > 0) {
            isQuiet = quiet;
            // Who waits may be able to go on now.
            hasMoved = true;
            for (Outlet outlet : watched) {
                outlet.setQuiet(quiet);
            }
        }
    }

    private boolean send(Batch batch, List<Outlet> route) {
        pending = batch;
        pendingRoute = route;
        pendingOutlet = 0;
        return deliver();
    }

    private boolean sendBarrier(long barrier) {
        pendingBarrier = barrier;
        pendingOutlet = 0;
        return deliver();
    }

    private boolean deliverBarrier() {
        List<Outlet> outlets = body.outlets();
        while (pendingOutlet < outlets.size()) {
            boolean isDone = outlets.get(pendingOutlet).offerBarrier(pendingBarrier);
            hasMoved |= outlets.get(pendingOutlet).hasMoved();
            if (!isDone) {
                return false;
            }
            pendingOutlet++;
        }
        pendingBarrier = Batch.NO_BARRIER;
        setQuiet(false);
        return true;
    }

    private boolean deliver() {
        if (pendingBarrier != Batch.NO_BARRIER) {
            return deliverBarrier();
        }
        Batch batch = pending;
        if (batch == null) {
            return true;
        }
        while (pendingOutlet < pendingRoute.size()) {
            Outlet outlet = pendingRoute.get(pendingOutlet);
            boolean isDone = outlet.offer(batch);
            hasMoved |= isDone || outlet.hasMoved();
            if (!isDone) {
                return false;
            }
            pendingOutlet++;
        }
        pending = null;
        setQuiet(false);
        return true;
    }

    private void prepare() throws Exception {
        atWork = operators.size() - 1;
        body.prepare(epoch + 1);
        phase = Phase.PREPARED;
        hasMoved = true;
        owner.onPrepared();
    }

    /**
     * As soon as its writer has sent all that it was to commit, for which the worker does not wait. The source is told when all have: what it has
     * read may be forgotten then, and not before.
     */
    private void finish() throws Exception {
        if (!isFinished && body.isSettled()) {
            atWork = operators.size() - 1;
            body.finish();
            isFinished = true;
            hasMoved = true;
            owner.onFinished();
        }
        if (isFinished && owner.haveAllFinished()) {
            atWork = 0;
            body.onJobFinished();
            close();
        } else if (isFinished && owner.hasFailed()) {
            close();
        }
    }

    private void close() {
        phase = Phase.CLOSED;
        hasMoved = true;
        try {
            body.close();
        } catch (Throwable failure) {
            // As above: whatever it is, the other tasks must learn of it.
            owner.onFailure(nameAtWork(), failure);
        }
        owner.onClosed();
    }

    /** Whether the task has let go of everything and need not be stepped again. The task's thread. */
    public boolean isClosed() {
        return phase == Phase.CLOSED;
    }

    /** Name of the operator that is at work; for other threads perhaps that of a moment ago. */
    String nameAtWork() {
        return body.operatorName(atWork);
    }

    /** For logs and schedulers. */
    @Override
    public String toString() {
        return name;
    }
}
