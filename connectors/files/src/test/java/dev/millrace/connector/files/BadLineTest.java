package dev.millrace.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.millrace.api.connector.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadLineTest {

    enum Color {
        RED
    }

    record Inner(int depth) {}

    record Edit(Instant time, String user, long added, Optional<Color> color, List<Inner> inner) {}

    private static final String GOOD = "{\"time\":\"2015-09-12T00:46:58.771Z\",\"user\":\"a\",\"added\":1}\n";

    @TempDir
    Path directory;

    private Path write(String name, String text) throws IOException {
        return Packed.write(directory.resolve(name), text);
    }

    private static String message(Source<?> source) {
        Throwable thrown = catchThrowable(() -> Collected.all(source));
        assertThat(thrown).isInstanceOf(BadRecordException.class);
        return thrown.getMessage();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'added':'x'}                  | 'added' must be a long, got \"x\"",
                "{'added':1.5}                  | 'added' must be a long, got 1.5",
                "{'added':null}                 | 'added' must be a long, but it is null or empty",
                "{'added':''}                   | 'added' must be a long, but it is null or empty",
                "{}                             | 'added' is missing; a field of a primitive type must be there",
                "{'added':1,'inner':[{}]}       | 'inner[0].depth' is missing; a field of a primitive type must be there",
                "{'added':1,'inner':[{'depth':'y'}]} | 'inner[0].depth' must be an int, got \"y\"",
                "{'added':1,'time':'yesterday'} | 'time' must be an Instant, got \"yesterday\"",
                "{'added':1,'color':'BLUE'}     | 'color' must be one of [RED], got \"BLUE\"",
                "{'added':{}}                   | 'added': Cannot deserialize value of type `long` from Object value (token `START_OBJECT`)",
                "{'added':1                     | Unexpected end-of-input: expected close marker for Object",
                "{'added':1} {}                 | a second value follows in the same line",
                "{added:1}                      | Unexpected character ('a' (code 97)): was expecting double-quote to start property name",
                "null                           | a record must be an Edit, got null",
                "17                             | Cannot construct instance of `Edit`: no int/Int-argument constructor/factory method to deserialize from Number value (17)",
            })
    void badJsonLineIsNamedWithItsReason(String line, String reason) throws Exception {
        String json = line.replaceAll("(?<!\\()'", "\"");
        Path file = write("edits.json.gz", GOOD + "\n" + json + "\n" + GOOD);

        assertThat(message(JsonLines.in(file).as(Edit.class))).isEqualTo("edits.json.gz, line 3: " + reason);
    }

    @Test
    void numberOutOfRangeNamesItsField() throws Exception {
        assertThat(message(JsonLines.in(write("a.json", "{\"added\":99999999999999999999}"))
                        .as(Edit.class)))
                .startsWith("a.json, line 1: 'added': Numeric value (99999999999999999999) out of range of `long`");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "x,y       | 'added' must be a long, got \"x\"",
                ",y        | 'added' must be a long, but it is null or empty",
                "1,\"y     | Missing closing quote for value",
                "1,\"y\"z  | Unexpected character ('z' (code 122)): Expected column separator character (',' (code 44)) or end-of-line",
            })
    void badCsvRowIsNamedWithItsReason(String row, String reason) throws Exception {
        Path file = write("edits.csv", "added,user\n7,\"two\nlines\"\n" + row + "\n");

        assertThat(message(Csv.in(file).as(Edit.class))).isEqualTo("edits.csv, line 4: " + reason);
    }

    @Test
    void carriageReturnInsideARowIsRefused() throws Exception {
        assertThat(message(Csv.in(write("a.csv", "added,user\n1,a\r2,c\n")).as(Edit.class)))
                .isEqualTo("a.csv, line 2: a second value follows in the same line");
    }

    @Test
    void columnOfAPrimitiveMustBeThere() throws Exception {
        assertThat(message(Csv.in(write("a.csv", "user\nx\n")).as(Edit.class)))
                .isEqualTo("a.csv, line 2: 'added' is missing; a field of a primitive type must be there");
    }

    @Test
    void headerThatNamesAColumnTwiceIsRefused() throws Exception {
        assertThat(message(Csv.in(write("a.csv", "added,user,added\n1,a,2\n")).as(Edit.class)))
                .isEqualTo("a.csv, line 1: the columns of a header must have different names, got 'added' twice in"
                        + " [added, user, added]; rename one");
    }

    @Test
    void zeekRowBeforeItsHeaderIsRefused() throws Exception {
        assertThat(message(Csv.in(write("dns.log", "#path\tdns\n1\t2\n")).zeek().as(Edit.class)))
                .isEqualTo("dns.log, line 2: a Zeek log must name its columns in a line that starts with '#fields'"
                        + " before the first row, got a row; name them with header(...)");
    }

    @Test
    void strictReadingRefusesWhatTheClassLacks() throws Exception {
        Path json = write("a.json", "{\"added\":1,\"more\":2}\n");
        assertThat(Collected.records(JsonLines.in(json).as(Edit.class))).hasSize(1);
        assertThat(message(JsonLines.in(json).strict().as(Edit.class)))
                .isEqualTo("a.json, line 1: the field 'more' is not in Edit, and reading is strict");

        Path csv = write("a.csv", "added,more\n1,2\n");
        assertThat(Collected.records(Csv.in(csv).as(Edit.class))).hasSize(1);
        assertThat(message(Csv.in(csv).strict().as(Edit.class)))
                .isEqualTo("a.csv, line 2: the field 'more' is not in Edit, and reading is strict");
        assertThat(message(
                        Csv.in(write("b.csv", "added,user\n1,a,b\n")).strict().as(Edit.class)))
                .startsWith("b.csv, line 2: Too many entries: expected at most 2");
        assertThat(message(Csv.in(write("c.csv", "added,user\n1\n")).strict().as(Edit.class)))
                .isEqualTo("c.csv, line 2: Not enough column values: expected 2, found 1");
    }

    @Test
    void textThatIsNotUtf8IsRefusedInEveryFormat() throws Exception {
        byte[] json = {'{', '"', (byte) 0xC3, '"', ':', '1', '}', '\n'};
        assertThat(message(JsonLines.in(Packed.write(directory.resolve("a.json"), json))
                        .as(Edit.class)))
                .startsWith("a.json, line 1: a line must be UTF-8, but byte 3 of this one is 0xc3");
        byte[] csv = {'a', '\n', (byte) 0xFF, '\n'};
        assertThat(message(Csv.in(Packed.write(directory.resolve("a.csv"), csv)).as(Edit.class)))
                .startsWith("a.csv, line 2: a line must be UTF-8, but byte 1 of this one is 0xff");
    }

    @Test
    void quoteThatIsNotClosedIsNamedWhereItsRecordStarts() throws Exception {
        Path file = write("a.csv", "added,user\n1,a\n2,\"b\n" + "3,c\n".repeat(1000));

        assertThat(message(Csv.in(file).lineBytesMax(1000).as(Edit.class)))
                .isEqualTo("a.csv, line 3: a line may have 1000 bytes, but this one has more; a quote in it is not"
                        + " closed");
    }
}
