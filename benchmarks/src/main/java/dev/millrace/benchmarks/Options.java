package dev.millrace.benchmarks;

import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.query.Queries;
import dev.millrace.benchmarks.query.Query;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param queries to measure
 * @param reports that are no queries
 * @param trials of checkpoints
 * @param latencies of windows at a fixed rate
 * @param topics from topic to topic of Kafka
 * @param engines that answer
 * @param threads counts of threads
 * @param forks processes for each engine and query
 * @param isQuick whether less time is spent
 * @param isList whether only names are asked for
 * @param tsv where rows go besides the table
 */
record Options(
        List<Query> queries,
        List<String> reports,
        List<String> trials,
        List<String> latencies,
        List<String> topics,
        List<EngineName> engines,
        List<Integer> threads,
        int forks,
        boolean isQuick,
        boolean isList,
        @Nullable Path tsv) {

    private static final int FORKS = 3;
    private static final int THREADS_MAX = 128;
    private static final List<String> REPORTS = List.of(Latency.NAME, Hello.NAME, JarSizes.NAME);

    /** Reads a command line; throws {@link IllegalArgumentException} for people. */
    static Options of(String... arguments) {
        Reader reader = new Reader();
        List<String> words = List.of(arguments);
        for (int i = 0; i < words.size(); i++) {
            String option = words.get(i);
            if (Reader.FLAGS.contains(option)) {
                reader.flag(option);
            } else if (i + 1 < words.size()) {
                i++;
                reader.value(option, words.get(i));
            } else {
                reader.value(option, "");
            }
        }
        return reader.options();
    }

    /** What {@code --list} prints. */
    static List<String> list() {
        List<String> lines = new ArrayList<>();
        Queries.all().forEach(query -> lines.add("query " + query.name()));
        REPORTS.forEach(report -> lines.add("query " + report));
        Trials.names().forEach(trial -> lines.add("query " + trial));
        WindowLatency.names().forEach(latency -> lines.add("query " + latency));
        TopicTable.names().forEach(topics -> lines.add("query " + topics));
        EngineName.choosable().forEach(engine -> lines.add("engine " + engine));
        return lines;
    }

    /** Whether it takes the libraries of the module of the peers. The script has the same rule. */
    boolean needsPeers() {
        return !topics.isEmpty() || engines.stream().anyMatch(EngineName::isPeer);
    }

    /** Where rows of a table go: a file of its own if there are other tables before it; null for none. */
    @Nullable
    Path tsvOf(String table, List<?> others) {
        return tsv == null || others.isEmpty() ? tsv : tsv.resolveSibling(table + "-" + tsv.getFileName());
    }

    /** Collects options. */
    private static final class Reader {

        static final List<String> FLAGS = List.of("--quick", "--list");

        private @Nullable List<String> names;
        private @Nullable List<EngineName> engines;
        private List<Integer> threads = List.of(1);
        private int forks;
        private boolean isQuick;
        private boolean isList;
        private @Nullable Path tsv;

        void flag(String option) {
            if (option.equals("--quick")) {
                isQuick = true;
            } else {
                isList = true;
            }
        }

        void value(String option, String value) {
            if (!List.of("--queries", "--engines", "--threads", "--forks", "--tsv")
                    .contains(option)) {
                throw new IllegalArgumentException("there is no option '" + option
                        + "'; they are --queries, --engines, --threads, --forks, --tsv, --quick and --list");
            }
            if (value.isEmpty()) {
                throw new IllegalArgumentException(option + " needs a value");
            }
            switch (option) {
                case "--queries" -> names = split(value);
                case "--engines" ->
                    engines = split(value).stream().map(EngineName::of).toList();
                case "--threads" ->
                    threads = split(value).stream()
                            .map(text -> number(option, text, THREADS_MAX))
                            .toList();
                case "--forks" -> forks = number(option, value, 99);
                default -> tsv = Path.of(value);
            }
        }

        private static List<String> split(String value) {
            return Arrays.asList(value.split(",", -1));
        }

        private static int number(String option, String text, int max) {
            if (!text.matches("[1-9][0-9]{0,2}") || Integer.parseInt(text) > max) {
                throw new IllegalArgumentException(option + " takes numbers from 1 to " + max + ", got '" + text + "'");
            }
            return Integer.parseInt(text);
        }

        Options options() {
            List<Query> queries = new ArrayList<>();
            List<String> reports = new ArrayList<>();
            List<String> trials = new ArrayList<>();
            List<String> latencies = new ArrayList<>();
            List<String> topics = new ArrayList<>();
            if (names == null) {
                Queries.all().stream()
                        .filter(query -> query.isQuick() || !isQuick)
                        .forEach(queries::add);
                reports.addAll(REPORTS);
                trials.addAll(isQuick ? Trials.names().subList(0, 1) : Trials.names());
                latencies.addAll(isQuick ? WindowLatency.names().subList(0, 1) : WindowLatency.names());
                // A broker has to be downloaded, too.
                topics.addAll(isQuick ? List.of() : TopicTable.names());
            } else {
                for (String name : names) {
                    if (REPORTS.contains(name)) {
                        reports.add(name);
                    } else if (Trials.has(name)) {
                        trials.add(name);
                    } else if (WindowLatency.has(name)) {
                        latencies.add(name);
                    } else if (TopicTable.names().contains(name)) {
                        topics.add(name);
                    } else {
                        queries.add(Queries.named(name));
                    }
                }
            }
            return new Options(
                    queries,
                    reports,
                    trials,
                    latencies,
                    topics,
                    engines == null ? defaultEngines() : engines,
                    threads,
                    forks > 0 ? forks : isQuick ? 1 : FORKS,
                    isQuick,
                    isList,
                    tsv);
        }

        /** A quick run is without the engines of others, which have to be downloaded. */
        private List<EngineName> defaultEngines() {
            return EngineName.choosable().stream()
                    .filter(name -> !isQuick || !name.isPeer())
                    .toList();
        }
    }
}
