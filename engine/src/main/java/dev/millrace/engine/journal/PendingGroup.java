package dev.millrace.engine.journal;

import dev.millrace.api.type.BinaryOutput;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Records that will be durable together. Guarded by the lock of the journal's owner, where not said otherwise. */
public final class PendingGroup {

    private final long first;
    private final List<Object> forMemory = new ArrayList<>();
    final BinaryOutput encoded = new BinaryOutput();
    private int count;
    boolean isSelfContained;

    /** Written by who commits it. */
    volatile boolean isDurable;

    /** Written by who tries to commit it. */
    volatile @Nullable Throwable failure;

    PendingGroup(long first) {
        this.first = first;
    }

    void add(BinaryOutput record) {
        encoded.writeRaw(record);
        count++;
    }

    /** Has the owner take the record that was added last when it is durable. No record before may be left out. */
    public void keep(Object record) {
        forMemory.add(record);
        assert forMemory.size() == count : "the first ones of a group";
    }

    /** Has it be read without what is before. */
    public void setSelfContained() {
        isSelfContained = true;
    }

    /** Number of the first record. */
    public long first() {
        return first;
    }

    /** How many there are. */
    public int count() {
        return count;
    }

    /** The first of them, which the owner takes. */
    public List<Object> forMemory() {
        return forMemory;
    }

    boolean isDone() {
        return isDurable || failure != null;
    }
}
