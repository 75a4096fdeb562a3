package dev.millrace.connector.socket;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines that come once, in one split that ends with them. Immutable. */
record LineSource(String name, Opener opener) implements Source<String> {

    /** Opens where lines come from. */
    interface Opener {

        /** As {@link Split#open}. */
        SourceReader<String> open(ReaderContext context, byte @Nullable [] position) throws IOException;
    }

    @Override
    public List<? extends Split<String>> splits() {
        return List.of(new LineSplit(name, opener));
    }

    @Override
    public boolean isReplayable() {
        return false;
    }

    @Override
    public String describe() {
        return "lines from " + name;
    }

    @Override
    public String toString() {
        return describe();
    }

    private record LineSplit(String name, Opener opener) implements Split<String> {

        @Override
        public String id() {
            return name;
        }

        @Override
        public boolean isBounded() {
            return true;
        }

        @Override
        public SourceReader<String> open(ReaderContext context, byte @Nullable [] position) throws IOException {
            return opener.open(context, position);
        }

        @Override
        public String describePosition(long position) {
            return name + ", line " + position;
        }
    }
}
