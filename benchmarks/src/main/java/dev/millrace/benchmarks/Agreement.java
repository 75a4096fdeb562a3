package dev.millrace.benchmarks;

import dev.millrace.benchmarks.query.Answer;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether engines that got different numbers of records answer alike. All answer on the smallest number that one of them
 * got. One of them, the reference, answers on the numbers of all others as well, so that a prefix that is short because
 * one engine is slow does not excuse the others.
 */
final class Agreement {

    private final List<Subject> subjects;

    Agreement(List<Subject> subjects) {
        this.subjects = subjects;
    }

    /** Asks for the answers that are missing. */
    void completeAnswers() throws InterruptedException {
        if (subjects.size() < 2) {
            return;
        }
        Subject reference = reference();
        for (Subject subject : subjects) {
            Set<Long> wanted = new TreeSet<>(Set.of(smallest()));
            if (subject == reference) {
                subjects.forEach(other -> wanted.add(other.records()));
            }
            wanted.removeAll(subject.prefixes());
            subject.answer(wanted);
        }
    }

    /** The one to which other numbers of records are the least trouble. */
    private Subject reference() {
        return subjects.stream()
                .min(Comparator.comparing((Subject subject) -> subject.engine().isPeer())
                        .thenComparing(Subject::engine)
                        .thenComparing(Subject::threads))
                .orElseThrow();
    }

    private long smallest() {
        return subjects.stream().mapToLong(Subject::records).min().orElse(0);
    }

    boolean isReached() {
        return prefixes().stream().allMatch(prefix -> answers(prefix).size() == 1)
                && subjects.stream()
                        .allMatch(subject -> subject.answers(smallest()).size() == 1);
    }

    private Set<Long> prefixes() {
        Set<Long> prefixes = new TreeSet<>();
        subjects.forEach(subject -> prefixes.addAll(subject.prefixes()));
        return prefixes;
    }

    private Set<Answer> answers(long prefix) {
        Set<Answer> answers = new HashSet<>();
        subjects.forEach(subject -> answers.addAll(subject.answers(prefix)));
        return answers;
    }

    /** What an engine answered on the records that all of them got. */
    Optional<Answer> common(Subject subject) {
        return subject.answers(smallest()).stream().findFirst();
    }

    String describe() {
        return prefixes().stream()
                .filter(prefix -> answers(prefix).size() > 1)
                .map(prefix -> "on " + prefix + " records "
                        + subjects.stream()
                                .filter(subject -> !subject.answers(prefix).isEmpty())
                                .map(subject -> subject + " " + subject.answers(prefix))
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }
}
