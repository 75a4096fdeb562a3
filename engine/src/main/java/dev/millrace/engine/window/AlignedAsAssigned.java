package dev.millrace.engine.window;

import dev.millrace.api.window.AlignedWindows;
import dev.millrace.api.window.AssignedWindows;

/**
 * Aligned windows that overlap, with an accumulator for each key and window. It costs as many updates for each record as
 * windows overlap, so it is for those pipelines only that want several results of each window.
 *
 * @param windows the aligned ones
 */
record AlignedAsAssigned(AlignedWindows windows) implements AssignedWindows<Object> {

    @Override
    public void assign(Object record, long timestamp, Collector collector) {
        long lastEnd = windows.lastEnd(timestamp);
        if (lastEnd == AlignedWindows.NO_WINDOW) {
            return;
        }
        long end = windows.sliceEnd(timestamp);
        while (true) {
            long start = windows.windowStart(end);
            if (start != AlignedWindows.NO_WINDOW && start <= timestamp) {
                collector.add(start, end);
            }
            if (end >= lastEnd) {
                return;
            }
            end = windows.sliceEnd(end);
        }
    }

    @Override
    public boolean isMerging() {
        return false;
    }

    @Override
    public String describe() {
        return windows.describe();
    }
}
