package dev.millrace.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MappingIterator;
import tools.jackson.databind.ObjectReader;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;
import tools.jackson.dataformat.csv.CsvSchema;

class CsvTest {

    record Trip(
            @JsonProperty("VendorID") int vendor,
            @JsonProperty("lpep_pickup_datetime") String pickup,
            @JsonProperty("Trip_distance") double miles,
            @JsonProperty("Ehail_fee") @Nullable Double ehailFee,
            @JsonProperty("Total_amount") double total,
            @JsonProperty("Trip_type") @Nullable String type) {}

    record Dns(
            Instant ts,
            @JsonProperty("id.orig_h") String client,
            Optional<Double> rtt,
            @Nullable String query,
            @JsonProperty("rcode_name") @Nullable String code,
            @Nullable List<String> answers,
            @Nullable List<Double> TTLs,
            boolean rejected) {}

    record Cells(@Nullable String a, @Nullable String b) {}

    record Weather(
            String origin,
            LocalDateTime date,
            Optional<Integer> gust,
            @Nullable Double rain) {}

    @TempDir
    Path directory;

    private Path write(String text) throws IOException {
        return Packed.write(directory.resolve("a.csv"), text);
    }

    @Test
    void greenTaxiRidesAreReadInSpiteOfTheirHeader() throws Exception {
        Csv csv = Csv.in(Packed.resource(directory, "green-taxi/green_tripdata_2013-08-head.csv"));
        Collected<Trip> trips = Collected.all(csv.as(Trip.class));

        assertThat(trips.records).hasSize(48);
        assertThat(trips.positions).startsWith(3L, 4L).endsWith(50L);
        assertThat(trips.records.get(0)).isEqualTo(new Trip(2, "2013-08-01 08:14:37", 0.0, null, 21.25, null));
        assertThatThrownBy(() -> Collected.all(csv.strict().as(Trip.class)))
                .isInstanceOf(BadRecordException.class)
                .hasMessageStartingWith("green_tripdata_2013-08-head.csv, line 3: ");
    }

    @Test
    void zeekLogIsReadByItsOwnHeader() throws Exception {
        Collected<Dns> dns = Collected.all(
                Csv.in(Packed.resource(directory, "zeek/dns-head.log")).zeek().as(Dns.class));

        assertThat(dns.records).hasSize(192);
        assertThat(dns.positions).startsWith(9L);
        assertThat(dns.records.get(0))
                .isEqualTo(new Dns(
                        Instant.parse("2018-03-24T17:15:20.865716Z"),
                        "10.47.1.100",
                        Optional.of(0.000870),
                        "ise.wrccdc.org",
                        "NOERROR",
                        List.of("ise.wrccdc.cpp.edu", "134.71.3.16"),
                        List.of(2230.0, 41830.0),
                        false));
        assertThat(dns.records.stream().filter(record -> record.answers() == null))
                .isNotEmpty()
                .allMatch(record -> record.rtt().isEmpty() && record.TTLs() == null);
    }

    @Test
    void zeekBooleanMustBeTOrF() throws Exception {
        record Flag(boolean on) {}

        Path file = write("#fields\ton\nT\nF\n-\n");
        Collected<Flag> flags = new Collected<>();
        assertThatThrownBy(() -> flags.readAll(
                        Csv.in(file).zeek().as(Flag.class).splits().get(0).open(Collected.CONTEXT, null), 10))
                .hasMessage("a.csv, line 4: 'on' must be a boolean, but it is null or empty");
        assertThat(flags.records).containsExactly(new Flag(true), new Flag(false));
        assertThatThrownBy(() ->
                        Collected.all(Csv.in(write("#fields\ton\nyes\n")).zeek().as(Flag.class)))
                .hasMessage("a.csv, line 2: 'on' must be a boolean, got \"yes\"");
    }

    @Test
    void headerOfTheDescriptionMakesTheFirstLineARow() throws Exception {
        assertThat(Collected.records(Csv.in(write("1|2\n3|4\n"))
                        .separator('|')
                        .header("b", "a")
                        .as(Cells.class)))
                .containsExactly(new Cells("2", "1"), new Cells("4", "3"));
    }

    @Test
    void cellOfAListHasSeveralValues() throws Exception {
        record Tags(@Nullable List<String> a, int b) {}

        assertThat(Collected.records(Csv.in(write("a,b\nx;y,1\n,2\n")).as(Tags.class)))
                .containsExactly(new Tags(List.of("x", "y"), 1), new Tags(null, 2));
    }

    @Test
    void nullIsAnEmptyCellOrTheNullValueButNotAQuotedOne() throws Exception {
        assertThat(Collected.records(
                        Csv.in(write("a,b\nNA,\n\"NA\",\"\"\n")).nullValue("NA").as(Cells.class)))
                .containsExactly(new Cells(null, null), new Cells("NA", ""));
        assertThat(Collected.records(Csv.in(write("origin,date,gust,rain\nSEA,2014-01-01T00:00:00,NA,NA\n"))
                        .nullValue("NA")
                        .as(Weather.class)))
                .containsExactly(
                        new Weather("SEA", LocalDateTime.parse("2014-01-01T00:00:00"), Optional.empty(), null));
    }

    @Test
    void quotesAreOrdinaryWithoutQuotes() throws Exception {
        assertThat(Collected.records(
                        Csv.in(write("a,b\n\"x,\"y\"\n")).withoutQuotes().as(Cells.class)))
                .containsExactly(new Cells("\"x", "\"y\""));
    }

    @Test
    void separatorMustBeTellable() {
        assertThatThrownBy(() -> Csv.in(directory).separator('"'))
                .hasMessageStartingWith("a separator must be an ASCII character")
                .hasMessageEndingWith("got U+0022");
        assertThatThrownBy(() -> Csv.in(directory).separator('\n')).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Csv.in(directory).separator('é')).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Csv.in(directory).header("a", "a"))
                .hasMessage("the columns of a header must have different names, got 'a' twice in [a, a]; rename one");
        assertThatThrownBy(() -> Csv.in(directory).header()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rowsAreCutAsJacksonCutsThem() throws Exception {
        Random random = new Random(20130801);
        String[] pieces = {"\"", "\"", ",", "\n", "\r\n", "x", " ", "é", "\"\"", "y"};
        int compared = 0;
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(14); i > 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            List<List<String>> expected;
            try {
                expected = wholeFile(text.toString());
            } catch (JacksonException malformed) {
                continue;
            }
            assertThat(logicalLines(text.toString())).as("%s", text).isEqualTo(expected);
            compared++;
        }
        assertThat(compared).isGreaterThan(5_000);
    }

    /** The oracle: Jackson's parser over the whole text. */
    private static List<List<String>> wholeFile(String text) {
        try (MappingIterator<String[]> rows =
                cells().with(CsvReadFeature.WRAP_AS_ARRAY).readValues(text)) {
            List<List<String>> all = new ArrayList<>();
            rows.forEachRemaining(row -> all.add(List.of(row)));
            all.removeIf(row -> row.size() == 1 && row.get(0).isBlank());
            return all;
        }
    }

    private static List<List<String>> logicalLines(String text) throws Exception {
        LineSplitter lines = new LineSplitter('"', ',', 1000);
        lines.fill(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        List<List<String>> all = new ArrayList<>();
        while (lines.next() || lines.last()) {
            String line = new String(lines.buffer(), lines.lineStart(), lines.lineLength(), StandardCharsets.UTF_8);
            if (!line.isEmpty()) {
                try {
                    all.add(List.of((String[]) cells().readValue(line)));
                } catch (JacksonException malformed) {
                    throw new AssertionError("line [" + line + "] of [" + text + "]", malformed);
                }
            }
        }
        all.removeIf(row -> row.size() == 1 && row.get(0).isBlank());
        return all;
    }

    private static ObjectReader cells() {
        return CsvMapper.shared().readerFor(String[].class).with(CsvSchema.emptySchema());
    }
}
