package dev.millrace.engine.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.api.type.ValueDecoder;
import dev.millrace.api.type.ValueEncoder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Rows in groups that come and go, captured by their changes, against a map. */
class ChangedRowsTest {

    private static final int ROWS = 140;

    /** Rows by number; each has a key, and the value is what it was last set to. */
    private static final class Group {

        final ChangedRows changed;
        final TreeMap<Integer, Long> values = new TreeMap<>();

        Group(boolean isOn) {
            changed = new ChangedRows(isOn);
        }

        void write(int row, StateWriter out) {
            Long value = values.get(row);
            if (value != null) {
                out.entry(1_000 + row, null);
                out.writeLong(value);
            }
        }
    }

    private static final class State {

        final TreeMap<Integer, Group> groups = new TreeMap<>();
        final ValueEncoder values = new ValueEncoder();
        private boolean isCaptured;
        private int nextGroup;

        void change(Random random) {
            if (groups.isEmpty() || random.nextInt(20) == 0) {
                groups.put(nextGroup++, new Group(isCaptured));
            }
            int number = new ArrayList<>(groups.keySet()).get(random.nextInt(groups.size()));
            Group group = groups.get(number);
            int row = random.nextInt(ROWS);
            if (random.nextInt(25) == 0) {
                group.changed.writeAllPending();
                groups.remove(number);
            } else if (random.nextInt(4) == 0) {
                group.changed.add(row);
                group.values.remove(row);
            } else {
                int[] rows = {row, random.nextInt(ROWS), row};
                group.changed.addAll(rows, rows.length);
                for (int each : rows) {
                    group.values.put(each, random.nextLong());
                }
            }
        }

        byte[] capture(Extent extent) {
            BinaryOutput bytes = new BinaryOutput();
            capture(new StateWriter(bytes, values, 0, extent));
            return bytes.toByteArray();
        }

        /** Rows are written later, while others change, come and go. */
        byte[] captureLater(Extent extent, Random random) {
            CapturePieces pieces = new CapturePieces(1);
            capture(new StateWriter(pieces, values, 0, extent));
            boolean hasMore = true;
            while (hasMore && random.nextInt(6) > 0) {
                change(random);
                hasMore = pieces.write(random.nextInt(70));
            }
            pieces.writeAll();
            BinaryOutput bytes = new BinaryOutput();
            pieces.finish().forEach(bytes::writeRaw);
            return bytes.toByteArray();
        }

        private void capture(StateWriter out) {
            isCaptured = true;
            out.list("whole each time");
            out.entryForAll();
            out.writeInt(groups.size());
            out.rows("rows", groups.keySet().stream().mapToInt(each -> each).toArray());
            groups.forEach((number, group) -> group.changed.capture(out, number, ROWS, (row, entries) -> {
                group.write(row, entries);
            }));
            out.rows("none");
            out.list("whole each time, behind");
            out.entryForAll();
            out.writeInt(nextGroup);
            out.end();
        }

        /** How often each pair of key and value is there. */
        Map<List<Long>, Integer> contents() {
            Map<List<Long>, Integer> contents = new HashMap<>();
            groups.values()
                    .forEach(group -> group.values.forEach(
                            (row, value) -> contents.merge(List.of(1_000L + row, value), 1, Integer::sum)));
            return contents;
        }
    }

    private static ValueDecoder decoder(ValueEncoder values) {
        BinaryOutput schemas = new BinaryOutput();
        values.writeSchemas(schemas);
        return new ValueDecoder(new BinaryInput(schemas.toByteArray()));
    }

    private static Map<List<Long>, Integer> read(StateReader.Part part, int groups, int nextGroup) {
        StateReader in = new StateReader(List.of(part), new StateReader.Share(0, 1, shard -> true), origin -> origin);
        Map<List<Long>, Integer> contents = new HashMap<>();
        assertThat(in.next("whole each time")).isTrue();
        assertThat(in.readInt()).isEqualTo(groups);
        assertThat(in.next("whole each time")).isFalse();
        while (in.next("rows")) {
            contents.merge(List.of(in.key(), in.readLong()), 1, Integer::sum);
        }
        assertThat(in.next("none")).isFalse();
        assertThat(in.next("whole each time, behind")).isTrue();
        assertThat(in.readInt()).isEqualTo(nextGroup);
        return contents;
    }

    @Test
    void whatIsReadFromAllChangesIsWhatThereIs() {
        for (long seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            State state = new State();
            Deque<byte[]> captures = new ArrayDeque<>();
            boolean isLastKept = false;
            for (int epoch = 0; epoch < 30; epoch++) {
                for (int left = random.nextInt(12); left > 0; left--) {
                    state.change(random);
                }
                boolean isWhole = captures.isEmpty() || random.nextInt(15) == 0;
                Extent extent = new Extent(isWhole, isLastKept);
                Map<List<Long>, Integer> contents = state.contents();
                int groups = state.groups.size();
                int nextGroup = state.nextGroup;
                byte[] bytes = random.nextBoolean() ? state.capture(extent) : state.captureLater(extent, random);
                isLastKept = random.nextInt(5) > 0;
                if (isLastKept) {
                    captures.addFirst(bytes);
                    List<BinaryInput> inputs =
                            captures.stream().map(BinaryInput::new).toList();
                    StateReader.Part part = new StateReader.Part(0, inputs, decoder(state.values), false);
                    assertThat(read(part, groups, nextGroup))
                            .as("seed %d, epoch %d", seed, epoch)
                            .isEqualTo(contents);
                    if (random.nextInt(8) == 0) {
                        merge(captures, state.values);
                    }
                }
            }
        }
    }

    private static void merge(Deque<byte[]> captures, ValueEncoder values) {
        BinaryOutput merged = new BinaryOutput();
        MergedLists.write(captures.stream().map(BinaryInput::new).toList(), decoder(values), merged);
        captures.clear();
        captures.add(merged.toByteArray());
    }

    @Test
    void aCaptureOfChangesHasNoMoreThanThose() {
        State state = new State();
        Random random = new Random(1);
        for (int i = 0; i < 1_000; i++) {
            state.change(random);
        }
        int whole = state.capture(Extent.WHOLE).length;
        int nothing = state.capture(new Extent(false, true)).length;
        state.change(random);
        int little = state.capture(new Extent(false, true)).length;
        int lost = state.capture(new Extent(false, false)).length;

        assertThat(nothing).isLessThan(whole / 10);
        assertThat(little).isBetween(nothing, nothing + 60);
        assertThat(lost).isEqualTo(little);
    }

    @Test
    void aCaptureAsideIsOfAllAndLeavesChangesToOthers() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            State state = new State();
            byte[] first = state.capture(Extent.WHOLE);
            for (int i = 0; i < 60; i++) {
                state.change(random);
            }
            Map<List<Long>, Integer> contents = state.contents();
            int groups = state.groups.size();
            int nextGroup = state.nextGroup;
            byte[] aside = state.captureLater(Extent.ASIDE, random);
            assertThat(read(
                            new StateReader.Part(0, List.of(new BinaryInput(aside)), decoder(state.values), false),
                            groups,
                            nextGroup))
                    .isEqualTo(contents);
            List<BinaryInput> chain =
                    List.of(new BinaryInput(state.capture(new Extent(false, true))), new BinaryInput(first));
            assertThat(read(
                            new StateReader.Part(0, chain, decoder(state.values), false),
                            state.groups.size(),
                            state.nextGroup))
                    .as("seed %d", seed)
                    .isEqualTo(state.contents());
        }
    }

    /** Whoever changes a row is not to blame for what it held. */
    @Test
    void aRowThatCannotBeWrittenFailsTheCaptureAndNotWhoChangesIt() {
        ChangedRows changed = new ChangedRows();
        CapturePieces pieces = new CapturePieces(1);
        StateWriter out = new StateWriter(pieces, new ValueEncoder(), 0, Extent.WHOLE);
        out.rows("rows");
        changed.capture(out, 0, ROWS, (row, entries) -> {
            throw new IllegalArgumentException("row " + row);
        });
        out.end();
        changed.add(7);
        changed.add(3);
        assertThatThrownBy(() -> pieces.write(1)).hasMessage("row 7");
        pieces.discard();
        assertThat(pieces.write(1)).isFalse();
        changed.add(3);
    }

    @Test
    void changesAloneAreRefused() {
        State state = new State();
        state.capture(Extent.WHOLE);
        byte[] changes = state.capture(new Extent(false, true));
        assertThatThrownBy(() -> new StateReader.Part(0, new BinaryInput(changes), decoder(state.values)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("of the list 'rows' there are only changes");
    }
}
