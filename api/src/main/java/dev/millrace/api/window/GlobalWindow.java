package dev.millrace.api.window;

/** One window over all of time. Its final results come when the input ends; early ones before that, if asked for. */
public record GlobalWindow() implements AlignedWindows {

    @Override
    public long sliceStart(long timestamp) {
        return Long.MIN_VALUE;
    }

    @Override
    public long sliceEnd(long timestamp) {
        return Long.MAX_VALUE;
    }

    @Override
    public long windowStart(long end) {
        return Long.MIN_VALUE;
    }

    @Override
    public boolean isTiling() {
        return true;
    }

    @Override
    public String describe() {
        return "global";
    }
}
