package dev.millrace.connector.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.testkit.Jobs;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StandardInputTest {

    private static final ReaderContext CONTEXT = new ReaderContext(InstantSource.system(), () -> {});

    private static StandardInput of(String text) {
        return new StandardInput(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void allLinesAreReadOnceByOneJobOrByOneAfterTheOther() throws Exception {
        List<String> lines =
                IntStream.range(0, 10_000).mapToObj(i -> "line " + i).toList();
        StandardInput input = of(lines.stream().collect(Collectors.joining("\n")));
        Source<String> source = input.source();
        // What the thread has read before belongs to whoever comes next.
        source.splits().get(0).open(CONTEXT, null).close();
        CollectingSink<String> collected = new CollectingSink<>();
        Pipeline pipeline = Pipeline.named("pipe");
        pipeline.read("lines", source).write("collected", collected);
        Jobs.run(pipeline, 1);
        assertThat(collected.records()).isEqualTo(lines);
    }

    @Test
    void oneSourceReadsItAtATime() throws Exception {
        Source<String> source = of("a\nb\n").source();
        SourceReader<String> first = source.splits().get(0).open(CONTEXT, null);
        assertThatThrownBy(() -> source.splits().get(0).open(CONTEXT, null))
                .hasMessageContaining("standard input is read by another source of this process");
        first.close();
        source.splits().get(0).open(CONTEXT, null).close();
        assertThat(source.isReplayable()).isFalse();
        assertThat(StandardInput.lines().describe()).isEqualTo("lines from standard input");
    }
}
