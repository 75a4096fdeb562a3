package dev.millrace.engine;

import dev.millrace.api.storage.Storage;
import dev.millrace.api.storage.StorageOutput;
import dev.millrace.api.type.Codecs;
import dev.millrace.engine.flight.Flight;
import dev.millrace.engine.flight.ReplayText;
import dev.millrace.engine.flight.v1.FlightFile;
import dev.millrace.engine.storage.DirectoryStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Writes the tests of a flight recorder. Thread-safe: one at a time. */
final class FlightWriter {

    private final FlightRecorder recorder;

    FlightWriter(FlightRecorder recorder) {
        this.recorder = recorder;
    }

    /**
     * Writes a test and its data.
     *
     * @param flight what was read
     * @param codecs of the pipeline
     * @param reason why this is written
     * @return where the test is, for people
     * @throws IOException if that cannot be done
     * @throws IllegalArgumentException if records are of a type that cannot be stored
     */
    synchronized String write(Flight flight, Codecs codecs, String reason) throws IOException {
        // Before a directory is touched, since this is what fails.
        FlightFile.Written data = FlightFile.write(flight, codecs, recorder.bytes());
        Optional<Path> directory = recorder.directory();
        if (directory.isEmpty()) {
            return write(recorder.storage().orElseThrow(), data, reason);
        }
        try (Storage storage = DirectoryStorage.open(directory.get())) {
            return write(storage, data, reason);
        }
    }

    private String write(Storage storage, FlightFile.Written data, String reason) throws IOException {
        String name = freeName(storage, data.flight().pipeline());
        String dataFile = name + ".flight";
        try (StorageOutput out = storage.create(dataFile)) {
            data.bytes().writeTo(out);
            out.sync();
        }
        byte[] text = new ReplayText(name, recorder.packageName(), recorder.pipeline(), dataFile, reason)
                .of(data.flight())
                .getBytes(StandardCharsets.UTF_8);
        String testFile = name + ".java";
        try (StorageOutput out = storage.create(testFile)) {
            out.write(text, 0, text.length);
            out.sync();
        }
        storage.sync();
        return storage.describe() + ", " + testFile;
    }

    private static String freeName(Storage storage, String pipeline) throws IOException {
        // Some file systems do not tell A from a.
        Set<String> taken = new HashSet<>();
        storage.names().forEach(name -> taken.add(name.toLowerCase(Locale.ROOT)));
        String base = className(pipeline);
        for (int number = 1; number <= FlightRecorder.TESTS_MAX; number++) {
            // Surefire looks for names that end so.
            String name = base + "Flight" + (number == 1 ? "" : number) + "Test";
            if (!taken.contains((name + ".java").toLowerCase(Locale.ROOT))) {
                return name;
            }
        }
        throw new IOException("there are " + FlightRecorder.TESTS_MAX + " tests of '" + pipeline + "' in "
                + storage.describe() + "; take some away to have the next one written");
    }

    /** The letters and digits of a name, each word with a capital. */
    private static String className(String pipeline) {
        StringBuilder name = new StringBuilder();
        boolean isFirst = true;
        for (int i = 0; i < pipeline.length(); i++) {
            char each = pipeline.charAt(i);
            boolean isKept = each < 128 && Character.isLetterOrDigit(each);
            if (isKept && name.length() < 100) {
                name.append(isFirst ? Character.toUpperCase(each) : each);
            }
            isFirst = !isKept;
        }
        return name.length() == 0 || Character.isDigit(name.charAt(0)) ? "Job" + name : name.toString();
    }
}
