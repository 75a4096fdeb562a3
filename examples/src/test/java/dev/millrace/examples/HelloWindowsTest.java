package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.aggregate.LongSummary;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.window.WindowResult;
import dev.millrace.engine.Millrace;
import org.junit.jupiter.api.Test;

class HelloWindowsTest {

    @Test
    void eachItemHasAResultForEachMinute() throws Exception {
        CollectingSink<WindowResult<String, LongSummary>> results = new CollectingSink<>();

        Millrace.run(HelloWindows.pipeline(results));

        assertThat(results.records())
                .extracting(result -> result.start() + " " + result.key() + " " + result.value())
                .containsExactlyInAnyOrder(
                        "2024-05-01T12:00:00Z chair LongSummary[count=2, sum=2250, min=1000, max=1250]",
                        "2024-05-01T12:00:00Z lamp LongSummary[count=2, sum=930, min=450, max=480]",
                        "2024-05-01T12:01:00Z chair LongSummary[count=1, sum=1300, min=1300, max=1300]",
                        "2024-05-01T12:01:00Z lamp LongSummary[count=1, sum=500, min=500, max=500]");
    }
}
