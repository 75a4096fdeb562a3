package dev.millrace.api.graph;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A pipeline, described for people.
 *
 * @param text lines for a terminal
 * @param mermaid a flow chart in the language of Mermaid
 */
public record Explanation(String text, String mermaid) {

    /**
     * Describes a graph.
     *
     * @param graph what the user has built
     * @return its description
     */
    static Explanation of(PipelineGraph graph) {
        StringBuilder text = new StringBuilder("pipeline ").append(graph.name()).append('\n');
        StringBuilder mermaid = new StringBuilder("flowchart LR\n");
        for (Node node : graph.nodes()) {
            String kind = kind(node);
            text.append("  ").append(node.name());
            if (!kind.equals(node.describe())) {
                text.append(": ").append(node.describe());
            }
            List<Integer> inputs = graph.inputs(node);
            if (!inputs.isEmpty()) {
                text.append(inputs.stream()
                        .map(id -> graph.nodes().get(id).name())
                        .collect(Collectors.joining(", ", "  <- ", "")));
            }
            text.append('\n');
            mermaid.append("    n")
                    .append(node.id())
                    .append("[\"")
                    .append(escape(node.name()))
                    .append("<br/>")
                    .append(escape(node.describe()))
                    .append("\"]\n");
            for (int input : inputs) {
                mermaid.append("    n")
                        .append(input)
                        .append(" --> n")
                        .append(node.id())
                        .append('\n');
            }
        }
        return new Explanation(text.toString(), mermaid.toString());
    }

    /**
     * Makes a text safe inside a quoted Mermaid label.
     *
     * @param label any text
     * @return the text with its special characters as entities
     */
    public static String escape(String label) {
        return label.replace("&", "&amp;")
                .replace("\"", "&quot;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }

    private static String kind(Node node) {
        return node.getClass().getSimpleName().replace("Node", "").toLowerCase(Locale.ROOT);
    }

    /** The text. */
    @Override
    public String toString() {
        return text;
    }
}
