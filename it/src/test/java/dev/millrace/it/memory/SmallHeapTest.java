package dev.millrace.it.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.it.OwnProcess;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State that grows without bound ends the job with its name, and never the process with an OutOfMemoryError. */
class SmallHeapTest {

    @Test
    void aProcessOf64MegabytesOutlivesEachOfItsJobs(@TempDir Path directory) throws Exception {
        OwnProcess process = OwnProcess.run(SmallHeap.class, 64, directory);
        List<String> expected = SmallHeap.jobs().keySet().stream()
                .map(SmallHeap.STOPPED::concat)
                .toList();
        assertThat(process.lines()).as(process.errors()).isEqualTo(expected);
        assertThat(process.errors()).doesNotContain("OutOfMemoryError");
        assertThat(process.status()).isZero();
    }
}
