package dev.millrace.engine.join;

import dev.millrace.api.join.ForeignKeyJoin;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.api.view.JoinRow;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.operator.ShownByKey;
import dev.millrace.engine.operator.ShownRows;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.LongsById;
import dev.millrace.engine.state.ObjectsById;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.table.ChangeBatch;
import dev.millrace.engine.table.ChangeLoop;
import dev.millrace.engine.table.TableRows;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The last step of a foreign-key join, where the primary key is owned: rows meet what their references were told.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <pre>
 * rows -> references -+-------------------------------> join        by primary key
 *                     |                                  ^
 *                     +-> come and go -> lookup -> answers          by foreign key
 *                                          ^
 *                           rows that are referred to
 * </pre>
 *
 * <p>After the foreign-key join of Kafka Streams (KIP-213), which asks by foreign key and answers by primary key. There an
 * answer is recognized by a hash of the row that asked; here by the number of a reference, which stays the same while the row
 * refers to the same key, so that a row whose other fields change need not ask again.
 *
 * <p>The hazards are those of order, as two tasks may answer for one row, and a row and its answer come by different ways:
 *
 * <ul>
 *   <li>An answer to a reference that the row has given up is stale: it is not for the reference that the row has.
 *   <li>An answer may come before the row itself. It waits. That it is early and not stale can be told from its number: the
 *       task that made it sends rows here in order, so a number greater than any seen here belongs to a row that is on its
 *       way. So there are no tombstones for rows that are gone, and nothing waits in vain.
 *   <li>What a row gets from one task is in order, so its last answer is the last value.
 * </ul>
 *
 * <p>Until the first answer to a new reference is there the row stays what it was for readers: a row that changes its
 * reference is updated once, and does not go and come back.
 */
final class ForeignKeyJoinLoop implements ChangeLoop, ShownByKey, ShownRows {

    private static final int ROWS = 0;

    /** Lists at a capture. */
    private static final String GREATEST = "greatest";

    private static final String LIST = "rows";

    /** In place of a pair: the row is not there. */
    private static final int ABSENT = -1;

    /** In place of a pair: the row stays as it is. */
    private static final int AS_IT_IS = -2;

    private final boolean keepsUnmatched;
    private final PairBatch pairs;
    private final KeyKind keyKind;
    private final KeyTable keys = new KeyTable();

    /** By id: the value of the row that refers. */
    private final ObjectsById<Object> values = new ObjectsById<>();

    /** By id: the reference that it has. */
    private final ObjectsById<Reference> references = new ObjectsById<>();

    /** By id: the last answer to that; null if there is none yet. */
    private final ObjectsById<Answer> answers = new ObjectsById<>();

    /** By id: the last answer to a reference that the row will have. */
    private final ObjectsById<Answer> early = new ObjectsById<>();

    private final TableRows rows = new TableRows();

    /** By id: the latest event time of anything that has come for it. */
    private final LongsById times = new LongsById();

    /** By id; told before a batch changes anything. */
    private final ChangedRows changed = new ChangedRows();

    private final int[] ids;
    private final int[] pairOfRow;

    /** The greatest number of the references of all rows that have come. */
    private long greatest;

    ForeignKeyJoinLoop(ForeignKeyJoin join, KeyKind keyKind, Failures failures, int batchCapacity) {
        this.keyKind = keyKind;
        keepsUnmatched = join.type().keepsUnmatched(0);
        pairs = new PairBatch(join.joiner(), failures, batchCapacity);
        ids = new int[batchCapacity];
        pairOfRow = new int[batchCapacity];
    }

    @Override
    @SuppressWarnings("NullAway") // rows below size are set
    public void run(Batch batch, long watermark, ChangeBatch changes, OperatorCounters counters) throws RecordFailure {
        keys.resolve(batch, ids);
        changed.addAll(ids, batch.size);
        pairs.clear();
        for (int row = 0; row < batch.size; row++) {
            Change<?, ?> change = (Change<?, ?>) batch.values[row];
            int id = ids[row];
            boolean isForRow = batch.side == ROWS ? takeRow(id, change) : takeAnswer(id, change);
            if (isForRow || early.get(id) != null) {
                batch.timestamps[row] = times.raise(id, Math.max(watermark, batch.timestamps[row]));
            }
            pairOfRow[row] = isForRow ? pair(id, batch.timestamps[row], batch.origins[row]) : AS_IT_IS;
        }
        give(batch, pairs.joinInPlace(counters), changes);
        for (int row = 0; row < batch.size; row++) {
            int id = ids[row];
            if (values.get(id) == null && early.get(id) == null) {
                times.set(id, LongsById.NONE);
                keys.remove(id);
            }
        }
    }

    private boolean takeRow(int id, Change<?, ?> change) {
        ReferringValue row = (ReferringValue) change.value();
        if (change.kind() == ChangeKind.DELETE) {
            values.set(id, null);
            references.set(id, null);
            answers.set(id, null);
            return true;
        }
        values.set(id, row.value());
        Reference reference = row.reference();
        if (reference == null) {
            references.set(id, null);
            answers.set(id, Answer.NOTHING);
        } else if (row.isNew()) {
            assert reference.number() > greatest : reference + " comes after number " + greatest;
            greatest = reference.number();
            references.set(id, reference);
            Answer waiting = early.get(id);
            boolean isAnswered = isTo(waiting, reference);
            answers.set(id, isAnswered ? waiting : null);
            if (isAnswered) {
                early.set(id, null);
            }
        }
        return true;
    }

    /** Whether an answer is one to what the row refers to now. */
    private boolean takeAnswer(int id, Change<?, ?> change) {
        Answer answer = (Answer) change.value();
        Reference asked = answer.reference();
        Reference reference = references.get(id);
        if (reference != null && isTo(answer, reference)) {
            answers.set(id, answer);
            return true;
        }
        if (asked != null && asked.number() > greatest) {
            Answer waiting = early.get(id);
            Reference earlier = waiting == null ? null : waiting.reference();
            if (earlier == null || earlier.number() <= asked.number()) {
                early.set(id, answer);
            }
        }
        return false;
    }

    private static boolean isTo(@Nullable Answer answer, Reference reference) {
        Reference asked = answer == null ? null : answer.reference();
        return asked != null && asked.number() == reference.number();
    }

    private int pair(int id, long timestamp, long origin) {
        Object value = values.get(id);
        if (value == null) {
            return ABSENT;
        }
        Answer answer = answers.get(id);
        if (answer == null) {
            return AS_IT_IS;
        }
        if (answer.value() == null && !keepsUnmatched) {
            return ABSENT;
        }
        pairs.add(value, answer.value(), timestamp, origin);
        return pairs.size() - 1;
    }

    @SuppressWarnings("NullAway") // rows below size are set
    private void give(Batch batch, Batch joined, ChangeBatch changes) throws RecordFailure {
        int row = 0;
        try {
            for (; row < batch.size; row++) {
                int pair = pairOfRow[row];
                if (pair == AS_IT_IS) {
                    continue;
                }
                Object key = ((Change<?, ?>) batch.values[row]).key();
                Object value = pair == ABSENT ? null : joined.values[pair];
                Change<Object, Object> change = value == null ? rows.remove(ids[row]) : rows.put(ids[row], key, value);
                changes.add(change, batch.timestamps[row], batch.origins[row]);
            }
        } catch (Throwable thrown) {
            // The equality of values is the user's.
            throw new RecordFailure(batch.origins[row], thrown);
        }
    }

    /**
     * Where it is captured all rows of references so far have come, in every task: so the greatest number of all tasks tells
     * early answers from stale ones, whichever task goes on with a row.
     */
    @Override
    public void capture(StateWriter out) {
        out.list(GREATEST);
        out.entryForAll();
        out.writeLong(greatest);
        out.rows(LIST);
        changed.capture(out, 0, keys.idEnd(), this::write);
    }

    private void write(int id, StateWriter out) {
        if (values.get(id) != null || early.get(id) != null) {
            out.entry(keys, id);
            out.writeLong(times.get(id));
            writeOptional(values.get(id), out::writeValue, out);
            writeOptional(references.get(id), reference -> reference.write(out), out);
            writeOptional(answers.get(id), answer -> answer.write(out), out);
            writeOptional(early.get(id), answer -> answer.write(out), out);
            rows.write(id, out);
        }
    }

    private static <T> void writeOptional(@Nullable T value, Consumer<T> writing, StateWriter out) {
        out.writeBoolean(value != null);
        if (value != null) {
            writing.accept(value);
        }
    }

    @Override
    public void restore(StateReader in) {
        while (in.next(GREATEST)) {
            greatest = Math.max(greatest, in.readLong());
        }
        while (in.next(LIST)) {
            int id = in.id(keys);
            times.set(id, in.readLong());
            values.set(id, in.readBoolean() ? in.readObject() : null);
            references.set(id, in.readBoolean() ? Reference.read(in) : null);
            answers.set(id, in.readBoolean() ? Answer.read(in) : null);
            early.set(id, in.readBoolean() ? Answer.read(in) : null);
            rows.read(id, in);
        }
    }

    @Override
    public void show(BiConsumer<Object, Object> visitor) {
        rows.show(keys, visitor);
    }

    @Override
    public void showRows(BiConsumer<Object, List<JoinRow>> visitor) {
        RowsByKey shown = new RowsByKey();
        for (int id = 0; id < keys.idEnd(); id++) {
            Object value = values.get(id);
            Answer answer = answers.get(id);
            if (value != null) {
                shown.add(id, ROWS, times.get(id), value);
            }
            if (value != null && answer != null && answer.value() != null) {
                shown.add(id, 1 - ROWS, times.get(id), answer.value());
            }
        }
        shown.giveTo(keys, keyKind, visitor);
    }

    /** Number of rows that refer, and of answers that wait for one. */
    int size() {
        return keys.size();
    }

    @Override
    public void weigh(Footprint footprint) {
        keys.weigh(footprint);
        values.weigh(footprint);
        references.weigh(footprint);
        answers.weigh(footprint);
        early.weigh(footprint);
        rows.weigh(footprint, keys.idEnd());
        times.weigh(footprint);
        changed.weigh(footprint);
    }
}
