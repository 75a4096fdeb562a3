package dev.millrace.runner.flink;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * What is known of the splits of a source when a checkpoint is made.
 *
 * @param ids of all splits that were ever found, by their numbers
 * @param waiting those that no reader has
 * @param isFirst whether nothing was found yet: splits found then are not new ones
 */
record KnownSplits(List<String> ids, List<AssignedSplit> waiting, boolean isFirst) {

    KnownSplits {
        ids = List.copyOf(ids);
        waiting = List.copyOf(waiting);
    }

    /** The bytes. */
    static final class Format implements SimpleVersionedSerializer<KnownSplits> {

        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(KnownSplits known) {
            BinaryOutput out = new BinaryOutput();
            out.writeVarint(known.ids.size());
            known.ids.forEach(out::writeString);
            out.writeVarint(known.waiting.size());
            known.waiting.forEach(split -> AssignedSplitFormat.write(split, out));
            out.writeBoolean(known.isFirst);
            return out.toByteArray();
        }

        @Override
        public KnownSplits deserialize(int version, byte[] bytes) throws IOException {
            AssignedSplitFormat.requireVersion(version);
            BinaryInput in = new BinaryInput(bytes);
            List<String> ids = new ArrayList<>();
            for (int left = in.readCount(1); left > 0; left--) {
                ids.add(in.readString());
            }
            List<AssignedSplit> waiting = new ArrayList<>();
            for (int left = in.readCount(1); left > 0; left--) {
                waiting.add(AssignedSplitFormat.read(in));
            }
            return new KnownSplits(ids, waiting, in.readBoolean());
        }
    }
}
