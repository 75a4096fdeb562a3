package dev.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * In the steady state joins allocate nothing for a pair but what the user's function makes of it. In a process of its own: what is
 * compiled behind a thousand other jobs takes their classes into account, and leaves objects in that are taken out otherwise.
 */
class PairAllocationTest {

    @Test
    void aPairInAWindowOrNearInTimeCostsNoAllocation(@TempDir Path directory) throws Exception {
        OwnProcess process = OwnProcess.run(PairAllocation.class, 512, directory);
        assertThat(process.lines())
                .as("bytes a pair; %s", process.errors())
                .hasSize(2)
                .allSatisfy(bytes -> assertThat(Double.parseDouble(bytes)).isLessThan(1));
        assertThat(process.status()).isZero();
    }
}
