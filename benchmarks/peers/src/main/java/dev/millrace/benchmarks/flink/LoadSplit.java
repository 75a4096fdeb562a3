package dev.millrace.benchmarks.flink;

import java.util.Arrays;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Where the only split of a load stands; without any byte at the beginning. */
final class LoadSplit implements SourceSplit {

    static final LoadSplit BEGINNING = new LoadSplit(new byte[0]);

    private final byte[] position;

    LoadSplit(byte[] position) {
        this.position = position;
    }

    byte[] position() {
        return position;
    }

    @Override
    public String splitId() {
        return "load";
    }

    /** Writes positions. */
    static final class Serializer implements SimpleVersionedSerializer<LoadSplit> {

        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(LoadSplit split) {
            return Arrays.copyOf(split.position, split.position.length);
        }

        @Override
        public LoadSplit deserialize(int version, byte[] serialized) {
            return new LoadSplit(serialized);
        }
    }
}
