package dev.millrace.engine.view;

import dev.millrace.api.view.OpenWindow;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.api.window.WindowResult;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RecordFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads open windows from the copy of a window operator by letting its input end: so every kind of windows is shown alike. */
final class WindowReading {

    private WindowReading() {}

    /** The windows of each key that leave by a port; the copy is used up. */
    static Map<Object, Object> read(Operator copy, int port) throws RecordFailure {
        Batch end = new Batch(0);
        end.watermark = Long.MAX_VALUE;
        end.cause = ClosedBy.END;
        end.isEnd = true;
        copy.accept(end);
        // By start and end: of several results of a window the last one counts.
        Map<Object, Map<List<Object>, OpenWindow<Object>>> found = new LinkedHashMap<>();
        for (Batch batch = copy.next(); batch != null; batch = copy.next()) {
            for (int row = 0; row < batch.size && batch.port == port; row++) {
                WindowResult<?, ?> result = (WindowResult<?, ?>) batch.values[row];
                assert result != null : "rows below size are set";
                found.computeIfAbsent(result.key(), key -> new LinkedHashMap<>())
                        .put(
                                List.of(result.start(), result.end()),
                                new OpenWindow<>(result.start(), result.end(), result.value()));
            }
        }
        Map<Object, Object> windows = new LinkedHashMap<>();
        found.forEach((key, ofKey) -> {
            List<OpenWindow<Object>> sorted = new ArrayList<>(ofKey.values());
            sorted.sort(Comparator.<OpenWindow<Object>, Instant>comparing(OpenWindow::start)
                    .thenComparing(OpenWindow::end));
            windows.put(key, List.copyOf(sorted));
        });
        return windows;
    }
}
