package dev.millrace.benchmarks;

import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.query.Query;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One run of the command: the chosen queries one after another. Within a query engines take turns, fork by fork. */
final class Session {

    private final Options options;
    private final Report report;

    /** Families of queries whose records' cost is in the report. */
    private final Set<String> generated = new HashSet<>();

    Session(Options options, Report report) {
        this.options = options;
        this.report = report;
    }

    /** False if answers differ or an engine failed. */
    boolean run() throws IOException, InterruptedException {
        boolean isWell = true;
        for (Query query : options.queries()) {
            isWell &= run(query);
        }
        return isWell;
    }

    private boolean run(Query query) throws IOException, InterruptedException {
        List<Subject> subjects = subjects(query);
        Budget budget = options.isQuick() ? Budget.QUICK : Budget.FULL;
        for (int fork = 0; fork < options.forks(); fork++) {
            for (Subject subject : subjects) {
                subject.measure(budget);
            }
        }
        List<Subject> working =
                subjects.stream().filter(subject -> !subject.hasFailed()).toList();
        Agreement agreement = new Agreement(working.stream()
                .filter(subject -> !subject.engine().isGenerator())
                .toList());
        agreement.completeAnswers();
        report.add(query, subjects, agreement, unanswered(query));
        boolean isWell = true;
        for (Subject subject : subjects) {
            if (subject.hasFailed()) {
                System.err.println(query.name() + ": " + subject + " failed: " + subject.failure());
                isWell = false;
            }
        }
        if (!agreement.isReached()) {
            System.err.println("the answers to '" + query.name() + "' differ: " + agreement.describe());
            isWell = false;
        }
        return isWell;
    }

    private List<Subject> subjects(Query query) {
        List<Subject> subjects = new ArrayList<>();
        if (generated.add(query.family())) {
            for (EngineName generator : List.of(EngineName.GENERATE, EngineName.GENERATE_COLUMNS)) {
                if (Engines.answers(generator, query, 1)) {
                    subjects.add(new Subject(query, generator, 1));
                }
            }
        }
        for (int threads : options.threads()) {
            for (EngineName engine : options.engines()) {
                if (Engines.answers(engine, query, threads)) {
                    subjects.add(new Subject(query, engine, threads));
                }
            }
        }
        return subjects;
    }

    private List<Subject> unanswered(Query query) {
        List<Subject> unanswered = new ArrayList<>();
        for (int threads : options.threads()) {
            for (EngineName engine : options.engines()) {
                // Kafka Streams answers none of these, and the table is long enough.
                if (engine != EngineName.KAFKA_STREAMS && !Engines.answers(engine, query, threads)) {
                    unanswered.add(new Subject(query, engine, threads));
                }
            }
        }
        return unanswered;
    }
}
