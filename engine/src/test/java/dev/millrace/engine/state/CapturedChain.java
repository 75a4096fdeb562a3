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
final class CapturedChain {

    private final int taskIndex;
    private final ValueEncoder values = new ValueEncoder();

    /** The newest first. */
    private final Deque<byte[]> captures = new ArrayDeque<>();

    private boolean isLastKept;
    private byte[] schemas = new byte[0];

    CapturedChain(int taskIndex) {
        this.taskIndex = taskIndex;
    }

    /** Captures, merges now and then, and compares with a capture of everything. */
    void capture(Operator operator, boolean isKept, Random random) {
        byte[] bytes = capture(operator, new Extent(captures.isEmpty(), isLastKept));
        isLastKept = isKept;
        if (!isKept) {
            return;
        }
        captures.addFirst(bytes);
        if (random.nextInt(4) == 0) {
            merge();
        }
        // It counts as one that got lost: what it has written has been written before.
        byte[] whole = capture(operator, new Extent(true, false));
        assertThat(contents(part()))
                .as("state by its changes")
                .isEqualTo(contents(new StateReader.Part(new BinaryInput(whole), decoder())));
    }

    /** The operator has been captured for somebody else. */
    void onOtherCapture() {
        isLastKept = false;
    }

    private byte[] capture(Operator operator, Extent extent) {
        BinaryOutput bytes = new BinaryOutput();
        StateWriter out = new StateWriter(bytes, values, taskIndex, extent);
        operator.capture(out);
        out.end();
        BinaryOutput known = new BinaryOutput();
        values.writeSchemas(known);
        schemas = known.toByteArray();
        return bytes.toByteArray();
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
        return new StateReader.Part(inputs(), decoder(), false);
    }

    /** By list: the entries, those of rows in the order of their bytes. */
    private Map<String, List<String>> contents(StateReader.Part part) {
        Map<String, List<String>> contents = new TreeMap<>();
        part.lists().forEach((name, list) -> {
            List<String> entries = new ArrayList<>();
            for (@Nullable BinaryInput entry = list.next(); entry != null; entry = list.next()) {
                entries.add(java.util.HexFormat.of().formatHex(entry.readRest()));
            }
            if (list.newest().kind() != StateWriter.ENTRIES) {
                entries.sort(null);
            }
            contents.put(name, entries);
        });
        return contents;
    }
}
