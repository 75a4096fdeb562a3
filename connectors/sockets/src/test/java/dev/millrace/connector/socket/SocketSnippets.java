package dev.millrace.connector.socket;

import dev.millrace.api.connector.Console;
import dev.millrace.api.stream.Pipeline;

/** The code in the guide. */
final class SocketSnippets {

    private SocketSnippets() {}

    static void lines(Pipeline pipeline) {
        pipeline.read("lines", StandardInput.lines().processingTime())
                .filter(line -> line.contains("error"))
                .write("errors", Console.lines());
        pipeline.read("feed", SocketLines.from("localhost", 9000).processingTime())
                .map(String::strip)
                .write("others", SocketLines.to("localhost", 9001));
    }
}
