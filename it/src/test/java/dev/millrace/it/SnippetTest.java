package dev.millrace.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every Java block of the README and the guide stands, line by line, in a source file of the examples, or in the snippets of a module that they do not use. */
class SnippetTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    @Test
    void theCodeInThePagesIsCompiled() throws IOException {
        List<String> sources = new ArrayList<>();
        for (Path file : files(ROOT.resolve("examples/src"), ".java")) {
            sources.add(normalized(Files.readAllLines(file)));
        }
        for (String module : List.of(
                "connectors/files",
                "connectors/avro",
                "connectors/parquet",
                "connectors/protobuf",
                "connectors/registry",
                "connectors/sockets",
                "connectors/http",
                "connectors/kafka",
                "connectors/jdbc",
                "connectors/postgres",
                "runners/flink")) {
            for (Path file : files(ROOT.resolve(module + "/src/test"), ".java")) {
                if (file.getFileName().toString().contains("Snippets")) {
                    sources.add(normalized(Files.readAllLines(file)));
                }
            }
        }
        List<Path> pages = new ArrayList<>(files(ROOT.resolve("docs/guide"), ".md"));
        pages.add(ROOT.resolve("README.md"));
        int blocks = 0;
        for (Path page : pages) {
            for (String block : javaBlocks(page)) {
                assertThat(sources)
                        .as("block of %s:\n%s", page.getFileName(), block)
                        .anyMatch(source -> source.contains(block));
                blocks++;
            }
        }
        assertThat(blocks).isGreaterThan(10);
    }

    private static List<Path> files(Path directory, String extension) throws IOException {
        try (Stream<Path> found = Files.walk(directory)) {
            return found.filter(file -> file.toString().endsWith(extension))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> javaBlocks(Path page) throws IOException {
        List<String> blocks = new ArrayList<>();
        List<String> block = null;
        for (String line : Files.readAllLines(page)) {
            if (line.equals("```java")) {
                block = new ArrayList<>();
            } else if (line.equals("```") && block != null) {
                blocks.add(normalized(block));
                block = null;
            } else if (block != null) {
                block.add(line);
            }
        }
        return blocks;
    }

    private static String normalized(List<String> lines) {
        return String.join(
                "\n",
                lines.stream()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList());
    }
}
