package dev.millrace.engine.flight;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The source of a JUnit test that replays a flight through the pipeline as it is then: it fails as the job did until the reason is gone.
 *
 * @param className simple name
 * @param packageName empty for none
 * @param pipeline a Java expression that makes the pipeline; empty if nobody has said how
 * @param dataFile name of the file with the flight
 * @param reason why it was written, for people
 */
public record ReplayText(String className, String packageName, String pipeline, String dataFile, String reason) {

    /** The source of a flight's test. */
    public String of(Flight flight) {
        return (packageName.isEmpty() ? "" : "package " + packageName + ";\n\n")
                + """
                import dev.millrace.api.stream.Pipeline;
                import dev.millrace.testkit.FlightReplay;
                import org.junit.jupiter.api.Test;

                """
                + comment("", head(flight))
                + "class " + className + " {\n\n"
                + "    private static Pipeline pipeline() {\n"
                + (pipeline.isEmpty()
                        ? "        throw new UnsupportedOperationException(\"return your pipeline '"
                                + literal(flight.pipeline()) + "' here, as your program makes it\");\n"
                        : "        return " + pipeline + ";\n")
                + "    }\n\n"
                + "    @Test\n"
                + "    void runsThroughWhatItHadRead() {\n"
                + "        FlightReplay.beside(" + className + ".class, \"" + literal(dataFile)
                + "\").run(pipeline());\n"
                + "    }\n"
                + "}\n";
    }

    private List<String> head(Flight flight) {
        List<String> lines = new ArrayList<>();
        lines.add("What job '" + flight.pipeline() + "' had read on " + Instant.ofEpochMilli(flight.takenAtMillis())
                + ", when this was written because");
        reason.lines().forEach(lines::add);
        lines.add("");
        lines.add("Put it into src/test/java, with " + dataFile + " beside it. Sinks are left out.");
        flight.splits()
                .forEach(split -> lines.add("  " + split.source() + (split.id().isEmpty() ? "" : ", " + split.id())
                        + ": " + split.rows().size() + " records"
                        + (split.forgotten() == 0 ? "" : ", and " + split.forgotten() + " before that were not kept")));
        if (flight.epoch() > 0) {
            lines.add("The job had gone on from the checkpoint of epoch " + flight.epoch()
                    + "; the test starts without any state.");
        } else if (!flight.isWhole()) {
            lines.add("The test starts without what those before had left in the state.");
        }
        return lines;
    }

    /** Lines of a message may have anything in them; a unicode escape would be read before the comment is. */
    private static String comment(String indent, List<String> lines) {
        return lines.stream()
                .map(line -> indent + ("// " + line.replace("\\", "\\\\")).stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    private static String literal(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
