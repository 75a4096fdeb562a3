package dev.millrace.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {

    @TempDir
    Path directory;

    @Test
    void filesOfADirectoryAreReadInTheOrderOfTheirNames() throws Exception {
        Packed.write(directory.resolve("b.log"), "2\n");
        Packed.write(directory.resolve("c.log.zst"), "3\n");
        Packed.write(directory.resolve("a.log.gz"), "1\n");
        Packed.write(directory.resolve(".hidden.log"), "hidden\n");
        Files.createDirectory(directory.resolve("aa.log"));

        assertThat(Collected.records(Lines.in(directory))).containsExactly("1", "2", "3");
        assertThat(Lines.in(directory).splits())
                .extracting(split -> split.id())
                .containsExactly("a.log.gz", "b.log", "c.log.zst");
        assertThat(Lines.in(directory).isReplayable()).isTrue();
    }

    @Test
    void globSelectsByName() throws Exception {
        Packed.write(directory.resolve("a.json"), "1\n");
        Packed.write(directory.resolve("a.json.gz"), "2\n");
        FileSource<String> source = Lines.in(directory).glob("*.gz");

        assertThat(Collected.records(source)).containsExactly("2");
        assertThat(source.describe()).isEqualTo("lines in " + directory + "/*.gz");
        assertThatThrownBy(() -> Lines.in(directory).glob("*.zst").splits())
                .hasMessage("the directory " + directory + " has no file that matches *.zst");
        assertThatThrownBy(() -> Lines.in(directory.resolve("a.json")).glob("*").splits())
                .hasMessageEndingWith("is a file; leave it out");
        assertThatThrownBy(() -> Lines.in(directory).glob("{")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void missingPathIsNamed() {
        assertThatThrownBy(() -> Lines.in(Path.of("no-such-file")).splits())
                .hasMessage("no-such-file does not exist; a relative path is looked up in "
                        + Path.of("").toAbsolutePath());
    }

    @Test
    void emptyDirectoryIsRefused() {
        assertThatThrownBy(() -> Lines.in(directory).splits())
                .hasMessage(
                        "the directory " + directory + " has no file; hidden files and subdirectories are not read");
    }

    @Test
    void otherCompressionsAreRefused() {
        assertThatThrownBy(() -> Lines.in(Path.of("a.json.bz2")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the compression of a.json.bz2 is not supported; plain files, .gz and .zst are: repack it");
    }

    @Test
    void concatenatedGzipMembersAreOneFile() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String part : new String[] {"one\ntw", "o\nthree\n", "", "four"}) {
            try (GZIPOutputStream member = new GZIPOutputStream(bytes)) {
                member.write(part.getBytes(StandardCharsets.UTF_8));
            }
        }
        Path file = Files.write(directory.resolve("a.gz"), bytes.toByteArray());

        assertThat(Collected.records(Lines.in(file))).containsExactly("one", "two", "three", "four");
    }

    @Test
    void truncatedCompressedFileIsRefused() throws Exception {
        for (String name : new String[] {"a.gz", "a.zst"}) {
            Path file = Packed.write(directory.resolve(name), "one\n".repeat(1000) + "two\n");
            byte[] bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, bytes.length - 9));

            assertThatThrownBy(() -> Collected.all(Lines.in(file)))
                    .hasMessageStartingWith(name + " cannot be unpacked after line ")
                    .hasMessageEndingWith("; it is damaged, or has not been written to its end");
        }
        Path empty = Files.createFile(directory.resolve("empty.gz"));
        assertThatThrownBy(() -> Collected.all(Lines.in(empty)))
                .hasMessageStartingWith("empty.gz cannot be unpacked after line 0");
    }

    @Test
    void emptyFileHasNoRecords() throws Exception {
        assertThat(Collected.records(Lines.in(Files.createFile(directory.resolve("empty")))))
                .isEmpty();
    }

    @Test
    void lineOfTheAllowedLengthIsReadAndALongerOneIsRefused() throws Exception {
        for (String name : new String[] {"a", "a.gz"}) {
            Path file = Packed.write(directory.resolve(name), "1234\r\n12345\n123456\n");

            assertThatThrownBy(() -> Collected.all(Lines.in(file).lineBytesMax(5)))
                    .isInstanceOf(BadRecordException.class)
                    .hasMessage(name + ", line 3: a line may have 5 bytes, but this one has more;"
                            + " set lineBytesMax(n) if that is no mistake");
            assertThat(Collected.records(Lines.in(file).lineBytesMax(6))).hasSize(3);
        }
    }

    @Test
    void endlessLineIsRefusedBeforeItFillsMemory() throws Exception {
        Path bomb = directory.resolve("bomb.gz");
        try (var out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
            byte[] megabyte = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                out.write(megabyte);
            }
        }
        assertThatThrownBy(() -> Collected.all(Lines.in(bomb)))
                .hasMessageStartingWith("bomb.gz, line 1: a line may have 16777216 bytes, but this one has more");
    }

    @Test
    void lineLimitMustBePositive() {
        assertThatThrownBy(() -> Lines.in(directory).lineBytesMax(0))
                .hasMessage("lineBytesMax must be between 1 and 1073741824, got 0");
    }

    @Test
    void linesThatAreNotUtf8AreRefused() throws Exception {
        Path file = Packed.write(directory.resolve("latin1"), new byte[] {'o', 'k', '\n', 'a', (byte) 0xE9, 'b', '\n'});

        assertThatThrownBy(() -> Collected.all(Lines.in(file)))
                .hasMessage("latin1, line 2: a line must be UTF-8, but byte 2 of this one is 0xe9 where no character"
                        + " can start or go on; convert the file to UTF-8");
    }

    @Test
    void positionsAreDescribedAsLines() throws Exception {
        Path file = Packed.write(directory.resolve("edits.json.gz"), "{}\n");

        assertThat(Lines.in(file).splits().get(0).describePosition(17)).isEqualTo("edits.json.gz, line 17");
        assertThat(JsonLines.in(file).as(Object.class).describe()).isEqualTo("JSON lines in " + file);
    }
}
