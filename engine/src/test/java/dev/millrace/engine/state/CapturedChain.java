package dev.millrace.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.ValueDecoder;
import dev.millrace.api.type.ValueEncoder;
import dev.millrace.engine.operator.Operator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one task has captured since it was made: everything, and then what had changed. Some captures get lost. */
public final class CapturedChain {

    private final int taskIndex;
    private final ValueEncoder values = new ValueEncoder();

    /** The newest first. */
    private final Deque<byte[]> captures = new ArrayDeque<>();

    private boolean isLastKept;

    /** What is not written yet; null between captures. */
    private @Nullable CapturePieces later;

    /** All there was when it was begun. */
    private byte[] whole = new byte[0];

    private byte[] schemas = new byte[0];

    /** Makes one of a task that has not been captured. */
    public CapturedChain(int taskIndex) {
        this.taskIndex = taskIndex;
    }

    /** Captures all at once, merges now and then, and compares with a capture of everything. */
    void capture(Operator operator, boolean isKept, Random random) {
        begin(operator, isKept);
        finish(random);
    }

    /** Captures; the rows are written later. */
    public void begin(Operator operator, boolean isKept) {
        whole = capture(operator, Extent.ASIDE);
        later = new CapturePieces(1);
        StateWriter out = new StateWriter(later, values, taskIndex, new Extent(captures.isEmpty(), isLastKept));
        operator.capture(out);
        out.end();
        isLastKept = isKept;
    }

    /** Writes some rows, if there are any. */
    public void goOn(Random random) {
        if (later != null) {
            later.write(random.nextInt(3));
        }
    }

    /** Writes all that is left, merges now and then, and compares with a capture of everything when it was begun. */
    public void finish(Random random) {
        CapturePieces pieces = later;
        if (pieces == null) {
            return;
        }
        later = null;
        pieces.writeAll();
        noteSchemas();
        if (!isLastKept) {
            return;
        }
        BinaryOutput bytes = new BinaryOutput();
        pieces.finish().forEach(bytes::writeRaw);
        captures.addFirst(bytes.toByteArray());
        if (random.nextInt(4) == 0) {
            merge();
        }
        assertThat(contents(part()))
                .as("state by its changes")
                .isEqualTo(contents(new StateReader.Part(taskIndex, new BinaryInput(whole), decoder())));
    }

    private byte[] capture(Operator operator, Extent extent) {
        BinaryOutput bytes = new BinaryOutput();
        StateWriter out = new StateWriter(bytes, values, taskIndex, extent);
        operator.capture(out);
        out.end();
        noteSchemas();
        return bytes.toByteArray();
    }

    private void noteSchemas() {
        BinaryOutput known = new BinaryOutput();
        values.writeSchemas(known);
        schemas = known.toByteArray();
    }

    private void merge() {
        BinaryOutput merged = new BinaryOutput();
        MergedLists.write(inputs(), decoder(), merged);
        captures.clear();
        captures.add(merged.toByteArray());
    }

    private List<BinaryInput> inputs() {
        return captures.stream().map(BinaryInput::new).toList();
    }

    private ValueDecoder decoder() {
        return new ValueDecoder(new BinaryInput(schemas));
    }

    StateReader.Part part() {
        return new StateReader.Part(taskIndex, inputs(), decoder(), false);
    }

    /** By list: the entries, in the order of their bytes, as what is written later has no other. */
    private Map<String, List<String>> contents(StateReader.Part part) {
        Map<String, List<String>> contents = new TreeMap<>();
        part.lists().forEach((name, list) -> {
            List<String> entries = new ArrayList<>();
            for (@Nullable BinaryInput entry = list.next(); entry != null; entry = list.next()) {
                entries.add(java.util.HexFormat.of().formatHex(entry.readRest()));
            }
            entries.sort(null);
            contents.put(name, entries);
        });
        return contents;
    }
}
