package dev.millrace.engine.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.type.Codecs;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.batch.Origin;
import dev.millrace.engine.flight.v1.FlightFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The ring against a list, and the file against what was written. */
class FlightFileTest {

    /** A record of a user. */
    record Reading(String sensor, double value) {}

    private static final int SEEDS = 100;

    @Test
    void aRingHasTheLastRowsInTheirOrder() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            int rowsMax = 1 + random.nextInt(300);
            FlightRing ring = new FlightRing(rowsMax);
            List<FlightRow> all = new ArrayList<>();
            Batch batch = new Batch(64);
            for (int batches = random.nextInt(30); batches > 0; batches--) {
                batch.clear();
                batch.size = random.nextInt(65);
                for (int row = 0; row < batch.size; row++) {
                    batch.values[row] = "value " + all.size();
                    batch.timestamps[row] = random.nextLong();
                    batch.origins[row] = Origin.ofRecord(3, all.size());
                    all.add(new FlightRow(all.size(), batch.timestamps[row], "at 3", "value " + all.size()));
                }
                ring.add(batch);
            }
            int kept = Math.min(rowsMax, all.size());

            assertThat(ring.rows(origin -> "at " + Origin.splitOrdinal(origin)))
                    .as("seed " + seed)
                    .isEqualTo(all.subList(all.size() - kept, all.size()));
            assertThat(ring.forgotten()).as("seed " + seed).isEqualTo(all.size() - kept);
        }
    }

    @Test
    void whatWasWrittenIsReadAndTheNewestHaveRoom() {
        for (long seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Flight flight = flight(random);

            FlightFile.Written all = FlightFile.write(flight, Codecs.STANDARD, 1 << 20);
            FlightFile.Written some = FlightFile.write(flight, Codecs.STANDARD, 1 + random.nextInt(2_000));

            assertThat(all.flight()).as("seed " + seed).isEqualTo(flight);
            assertThat(FlightFile.read(all.bytes().toByteArray(), Codecs.STANDARD))
                    .as("seed " + seed)
                    .isEqualTo(flight);
            assertThat(FlightFile.read(some.bytes().toByteArray(), Codecs.STANDARD))
                    .as("seed " + seed)
                    .isEqualTo(some.flight());
            for (int i = 0; i < flight.splits().size(); i++) {
                List<FlightRow> before = flight.splits().get(i).rows();
                FlightSplit after = some.flight().splits().get(i);
                int left = before.size() - after.rows().size();
                assertThat(after.rows()).isEqualTo(before.subList(left, before.size()));
                assertThat(after.forgotten()).isEqualTo(flight.splits().get(i).forgotten() + left);
            }
        }
    }

    private static Flight flight(Random random) {
        List<FlightSplit> splits = new ArrayList<>();
        for (int split = 1 + random.nextInt(3); split > 0; split--) {
            List<FlightRow> rows = new ArrayList<>();
            for (int row = random.nextInt(50); row > 0; row--) {
                rows.add(new FlightRow(
                        random.nextInt(1 << 30),
                        random.nextLong(),
                        "line " + row,
                        random.nextBoolean() ? new Reading("s" + row, random.nextDouble()) : "text " + row));
            }
            splits.add(new FlightSplit(
                    "source", "split " + split, random.nextBoolean(), random.nextBoolean(), random.nextInt(9), rows));
        }
        return new Flight("pipeline", random.nextLong(), random.nextInt(3), splits);
    }

    @Test
    void aDamagedFileIsRefused() {
        byte[] whole = FlightFile.write(flight(new Random(1)), Codecs.STANDARD, 1 << 20)
                .bytes()
                .toByteArray();
        for (int i = 0; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 4;
            assertThatThrownBy(() -> FlightFile.read(damaged, Codecs.STANDARD))
                    .as("byte " + i)
                    .isInstanceOf(CorruptDataException.class);
        }
        assertThatThrownBy(() -> FlightFile.read(new byte[3], Codecs.STANDARD))
                .hasMessage("this is no file of a flight recorder");
    }
}
