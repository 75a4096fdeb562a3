package dev.millrace.benchmarks;

/**
 * Runs the benchmarks and prints a report in Markdown. See {@code docs/benchmarks.md}.
 *
 * <pre>
 * ./millrace bench [--queries a,b] [--engines a,b] [--threads 1,2] [--forks N] [--tsv FILE] [--quick]
 * ./millrace bench --list
 * </pre>
 *
 * <p>Exit code 1 if answers differ or an engine failed, 2 if the command is wrong.
 */
public final class Main {

    private Main() {}

    /**
     * Runs.
     *
     * @param arguments see above
     * @throws Exception if a process could not be started, or ended with an error
     */
    public static void main(String[] arguments) throws Exception {
        Options options;
        try {
            options = Options.of(arguments);
            if (!options.isList() && options.needsPeers() && !Processes.arePeersThere()) {
                throw new IllegalArgumentException(
                        "engines of others, and Kafka, are in a module of their own: run this"
                                + " through ./millrace bench");
            }
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(2);
            return;
        }
        if (options.isList()) {
            Options.list().forEach(System.out::println);
        } else {
            System.exit(run(options) ? 0 : 1);
        }
    }

    private static boolean run(Options options) throws Exception {
        System.out.println(Machine.describe(options.forks()));
        boolean isWell = true;
        if (!options.queries().isEmpty()) {
            try (Report report = new Report(options.tsv())) {
                isWell = new Session(options, report).run();
            }
            System.out.println();
        }
        if (!options.trials().isEmpty()) {
            isWell &= Trials.run(options);
            System.out.println();
        }
        if (!options.latencies().isEmpty()) {
            isWell &= WindowLatency.run(options);
            System.out.println();
        }
        if (!options.topics().isEmpty()) {
            isWell &= TopicTable.run(options);
            System.out.println();
        }
        for (String name : options.reports()) {
            System.out.println(
                    switch (name) {
                        case Latency.NAME -> Latency.report(options.isQuick());
                        case Hello.NAME -> Hello.report();
                        default -> JarSizes.report();
                    });
        }
        return isWell;
    }
}
