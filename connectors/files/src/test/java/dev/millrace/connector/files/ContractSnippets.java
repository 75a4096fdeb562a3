package dev.millrace.connector.files;

import dev.millrace.api.connector.Source;
import dev.millrace.testkit.connector.Refusal;
import dev.millrace.testkit.connector.SourceContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;

/** The code about connectors of the page about testing. */
final class ContractSnippets {

    record Reading(long number, String text) {}

    private ContractSnippets() {}

    abstract static class ReadingsContractTest extends SourceContract<Reading> {

        @TempDir
        Path directory;

        private int places;

        @Override
        protected Source<Reading> source(int records, int bytes) throws IOException {
            Path file = directory.resolve("readings-" + places++ + ".jsonl");
            String text = "x".repeat(bytes);
            Files.write(
                    file,
                    IntStream.range(0, records)
                            .mapToObj(i -> "{\"number\": " + i + ", \"text\": \"" + text + "\"}")
                            .toList());
            return JsonLines.in(file).as(Reading.class);
        }

        @Override
        protected long number(Reading reading) {
            return reading.number();
        }

        @Override
        protected Refusal<Source<Reading>> absent() {
            return new Refusal<>(JsonLines.in(directory.resolve("nowhere")).as(Reading.class), "nowhere");
        }

        @Override
        protected Refusal<Source<Reading>> refused() throws IOException {
            Path file = Files.writeString(directory.resolve("refused"), "no JSON\n");
            return new Refusal<>(JsonLines.in(file).as(Reading.class), "refused, line 1");
        }
    }
}
