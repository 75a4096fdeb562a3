package dev.millrace.engine.operator;

import dev.millrace.api.view.JoinRow;
import dev.millrace.engine.batch.Batch;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives out what another operator sets aside, by {@link Batch#FAILED_PORT}, so that the other need not think of it. Only made where
 * something is set aside.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>What fails while a batch of results is made goes behind it. Time goes on there when all results of the batch that came are
 * out: the last batch that is given has its header, the others have that of before. So nothing that is set aside is behind its own time.
 *
 * <p>Before each call of {@link Operator#next} all that was set aside is out, so there is room for as much as a batch has rows.
 */
public final class FailureExit extends ForwardingOperator implements ShownByKey, ShownRows {

    private final Failures failures;
    private final Batch header = new Batch(0);

    /** Whether the header of the batch that came has not gone out yet. */
    private boolean isHeaderDue;

    /** Whether the rows set aside were given by the last call. */
    private boolean isGiven;

    private FailureExit(Operator operator, Failures failures) {
        super(operator);
        this.failures = failures;
    }

    /** Wraps an operator, if anything is set aside there. */
    public static Operator of(Operator operator, Failures failures) {
        return failures.setsAside() ? new FailureExit(operator, failures) : operator;
    }

    @Override
    public void accept(Batch batch) throws RecordFailure {
        // It may be changed on its way.
        header.copyHeader(batch);
        isHeaderDue = true;
        operator.accept(batch);
    }

    @Override
    public @Nullable Batch next() throws RecordFailure {
        if (isGiven) {
            isGiven = false;
            failures.forgetGiven();
        }
        if (failures.hasRows()) {
            return give();
        }
        Batch batch = operator.next();
        if (batch != null || failures.hasRows()) {
            return batch == null ? give() : batch;
        }
        if (isHeaderDue && operator.isDrained()) {
            isHeaderDue = false;
            failures.setAsideSoFar().copyHeader(header);
            return give();
        }
        return null;
    }

    private Batch give() {
        isGiven = true;
        return failures.setAsideSoFar();
    }

    @Override
    public boolean isDrained() {
        return !isHeaderDue && !failures.hasRows() && operator.isDrained();
    }

    @Override
    public void show(BiConsumer<Object, Object> visitor) throws Exception {
        shownAs(ShownByKey.class).show(visitor);
    }

    @Override
    public void showRows(BiConsumer<Object, List<JoinRow>> visitor) {
        shownAs(ShownRows.class).showRows(visitor);
    }

    private <S> S shownAs(Class<S> kind) {
        if (!kind.isInstance(operator)) {
            throw new AssertionError(operator.getClass() + " has nothing to show as " + kind);
        }
        return kind.cast(operator);
    }
}
