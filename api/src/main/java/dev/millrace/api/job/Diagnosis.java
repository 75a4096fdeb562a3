package dev.millrace.api.job;

import dev.millrace.api.job.OperatorFigures.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Walks the figures of a job from the effect to the cause, and says what it found in words. */
final class Diagnosis {

    /** From here on a connection counts as full: its sender waits, or has just waited. */
    private static final double FULL = 0.75;

    private final JobSnapshot job;

    Diagnosis(JobSnapshot job) {
        this.job = job;
    }

    String whyOpen(String operator, Instant end) {
        job.operator(operator);
        long watermark = job.ledger().operator(operator).watermarkMillis();
        String windows = "windows of '" + operator + "' that end at " + end;
        if (!Instant.ofEpochMilli(watermark).isBefore(end)) {
            return windows + " are closed: its watermark is at " + time(watermark);
        }
        return windows + " are open because " + whyNotAt(operator, end);
    }

    /** What keeps the time of an operator from coming to a moment; null for any. */
    private String whyNotAt(String operator, @Nullable Instant end) {
        List<SplitFigures> splits = splitsBefore(operator);
        if (splits.isEmpty()) {
            return "the job has just begun, and has not opened its sources";
        }
        Comparator<SplitFigures> byTime =
                Comparator.comparing(split -> split.watermark().orElse(Instant.MIN));
        boolean areAllSilent = splits.stream().allMatch(split -> isEnded(split) || isIdle(split));
        List<SplitFigures> behind = splits.stream()
                .filter(split ->
                        !isEnded(split) && (areAllSilent || !isIdle(split)) && (end == null || split.isBefore(end)))
                // When all are idle the one that is ahead moves time.
                .sorted(areAllSilent ? byTime.reversed() : byTime)
                .toList();
        if (behind.isEmpty()) {
            long waiting = waitingOnTheWayTo(operator);
            return "its sources are past that, but " + (waiting == 0 ? "what they said is" : records(waiting) + " are")
                    + " still on the way";
        }
        String others = switch (behind.size() - 1) {
            case 0 -> "";
            case 1 -> ", and another one is behind";
            default -> ", and " + (behind.size() - 1) + " others are behind";
        };
        return standing(behind.get(0), end) + (areAllSilent ? "" : others);
    }

    private String standing(SplitFigures split, @Nullable Instant end) {
        if (split.watermark().isEmpty() || split.greatest().isEmpty()) {
            return split.describe() + " has given no record yet" + silence(split, end);
        }
        String bound = split.outOfOrderBy().isZero()
                ? ""
                : " (" + split.greatest().get() + " less " + length(split.outOfOrderBy()) + ")";
        return split.describe() + " is at " + split.watermark().get() + bound + silence(split, end);
    }

    private String silence(SplitFigures split, @Nullable Instant end) {
        String silent = split.lastRecord()
                .map(last -> " and has been silent for " + length(Duration.between(last, job.takenAt())))
                .orElse("");
        return switch (split.status()) {
            case READING -> ", and is being read";
            case UNAVAILABLE -> silent + "; it cannot be asked, and time waits for it";
            case PAUSED -> silent + "; it is not read, since the job is " + job.status() + ", and time waits for it";
            case CAUGHT_UP -> silent + "; it stands at its end" + untilIdle(split);
            case IDLE ->
                silent
                        + "; it is idle, and its time follows the clock"
                        + (end == null
                                ? ""
                                : split.watermark()
                                        .map(watermark ->
                                                ", which is there in " + length(Duration.between(watermark, end)))
                                        .orElse(""));
            case ENDED -> "";
        };
    }

    private String untilIdle(SplitFigures split) {
        if (split.idleAfter().isEmpty()) {
            return ", but is bounded, and only the end of such a split moves time without records";
        }
        Duration idleAfter = split.idleAfter().get();
        Duration stood = split.caughtUpSince()
                .map(since -> Duration.between(since, job.takenAt()))
                .orElse(Duration.ZERO);
        return ", and will be idle in " + length(idleAfter.minus(stood));
    }

    String whyEmpty(String operator) {
        boolean isSink = job.operator(operator).role() == Role.SINK;
        Ledger.Row row = job.ledger().operator(operator);
        long given = isSink ? row.in() : row.out();
        return given > 0
                ? "'" + operator + "' is not empty: it has " + (isSink ? "got " : "given ") + records(given)
                : "'" + operator + "' is empty because " + whyNothing(job.operator(operator));
    }

    private String whyNothing(OperatorFigures operator) {
        Ledger.Row row = job.ledger().operator(operator.name());
        if (row.in() > 0 && operator.role() != Role.SINK) {
            return whatBecame(operator, row);
        }
        if (operator.role() == Role.SOURCE) {
            return whyNothingRead(operator.name());
        }
        long waiting = job.connections().stream()
                .filter(connection -> connection.to().equals(operator.name()))
                .mapToLong(ConnectionFigures::queued)
                .sum();
        if (waiting > 0) {
            return records(waiting) + " wait before '" + operator.name() + "'";
        }
        return operator.inputs().stream()
                .map(input -> whyNothingFrom(operator, input))
                .distinct()
                .collect(Collectors.joining(", and "));
    }

    private String whyNothingFrom(OperatorFigures operator, String input) {
        Ledger.Row row = job.ledger().operator(input);
        if (row.in() == 0) {
            return whyNothing(job.operator(input));
        }
        return switch (operator.role()) {
            case LATE -> "none of " + records(row.in()) + " of '" + input + "' was late";
            case FAILED -> "none of " + records(row.in()) + " of '" + input + "' failed";
            default ->
                row.out() > 0
                        ? "what '" + input + "' has given has gone elsewhere, or is on its way"
                        : whyNothing(job.operator(input));
        };
    }

    /** Of an operator that has got records and given none. */
    private String whatBecame(OperatorFigures operator, Ledger.Row row) {
        List<String> became = new ArrayList<>();
        add(became, row.filtered(), "did not meet its condition");
        add(became, row.late(), "were late");
        add(became, row.failed(), "failed");
        add(became, row.dropped(), "were dropped because it was full");
        add(became, row.passed(), "came to nothing, or are in results that are not due");
        add(became, row.held(), "wait in it");
        String text =
                "of " + records(row.in()) + " that came to '" + operator.name() + "', " + String.join(", ", became);
        if (row.held() == 0 || operator.role() == Role.SOURCE) {
            return text;
        }
        String time = row.watermarkMillis() == Long.MIN_VALUE
                ? "has no watermark yet"
                : "has its watermark at " + time(row.watermarkMillis());
        return text + "; it " + time + " because " + whyNotAt(operator.name(), null);
    }

    private static void add(List<String> became, long count, String what) {
        if (count > 0) {
            became.add(count + " " + what);
        }
    }

    private String whyNothingRead(String source) {
        if (splitsOf(source).isEmpty()) {
            return "'" + source + "' has not been opened yet";
        }
        List<SplitFigures> open =
                splitsOf(source).stream().filter(split -> !isEnded(split)).toList();
        if (open.isEmpty()) {
            return "'" + source + "' has ended without a record";
        }
        long unavailable = open.stream()
                .filter(split -> split.status() == SplitStatus.UNAVAILABLE)
                .count();
        if (unavailable > 0) {
            return "'" + source + "' has read nothing: " + unavailable + " of its " + open.size()
                    + " open splits cannot be asked";
        }
        if (open.stream().anyMatch(split -> split.status() == SplitStatus.PAUSED)) {
            return "'" + source + "' has read nothing: it is not read, since the job is " + job.status();
        }
        return "'" + source + "' has read nothing: "
                + (open.stream().anyMatch(split -> split.status() == SplitStatus.READING)
                        ? "it has not been asked yet"
                        : "its splits stand at their ends");
    }

    String bottleneck() {
        if (!job.longCalls().isEmpty()) {
            LongCall call = job.longCalls().get(0);
            return "'" + call.operator() + "' is the bottleneck: it has been in one call for " + length(call.lasting())
                    + (call.place().isEmpty() ? "" : ", at " + call.place())
                    + "; what waits for an outside system belongs in lookup(...)";
        }
        for (OperatorFigures operator : job.operators()) {
            if (operator.isBlocked()) {
                return "'" + operator.name() + "' is the bottleneck: it is not ready to write";
            }
        }
        if (job.memory().isOverMark() && !job.status().isEnd()) {
            return memory();
        }
        // The last of those before which records pile up: what is before it waits for it.
        ConnectionFigures last = null;
        for (OperatorFigures operator : job.operators()) {
            for (ConnectionFigures connection : job.connections()) {
                if (connection.to().equals(operator.name()) && connection.fullness() >= FULL) {
                    last = last == null || !last.to().equals(operator.name()) || last.fullness() < connection.fullness()
                            ? connection
                            : last;
                }
            }
        }
        if (last != null) {
            return "'" + last.to() + "' is the bottleneck: the way from '" + last.from() + "' to it is "
                    + Math.round(last.fullness() * 100) + " % full, with " + records(last.queued())
                    + ", and behind it there is room" + hottest(last.to());
        }
        List<String> reading = sources(SplitStatus.READING);
        if (!reading.isEmpty() && !job.status().isEnd()) {
            return String.join(", ", reading) + (reading.size() == 1 ? " is" : " are")
                    + " the bottleneck: nothing waits anywhere, so the job is as fast as it is read";
        }
        if (job.splits().isEmpty()) {
            return "there is no bottleneck: no source has been opened yet";
        }
        if (!sources(SplitStatus.PAUSED).isEmpty()) {
            return "there is no bottleneck: sources are not read, since the job is " + job.status();
        }
        List<String> unavailable = sources(SplitStatus.UNAVAILABLE);
        return "there is no bottleneck: "
                + (unavailable.isEmpty()
                        ? "every source stands at its end"
                        : String.join(", ", unavailable) + " cannot be asked");
    }

    private String memory() {
        OperatorFigures largest = job.operators().stream()
                .max(Comparator.comparingLong(operator -> operator.memory().bytes()))
                .orElseThrow();
        return "memory is the bottleneck: the jobs of the runtime keep "
                + job.memory().usedBytes() + " of "
                + job.memory().limitBytes() + " bytes, and sources are slowed down; '" + largest.name() + "' keeps "
                + largest.memory().bytes() + " of them";
    }

    /** Those that have a split of that status, in quotes. */
    private List<String> sources(SplitStatus status) {
        return job.splits().stream()
                .filter(split -> split.status() == status)
                .map(split -> "'" + split.source() + "'")
                .distinct()
                .toList();
    }

    private String hottest(String operator) {
        return job.operator(operator).hotKeys().stream()
                .findFirst()
                .filter(hot -> hot.share() >= 0.5)
                .map(hot -> "; key " + hot.key() + " has " + Math.round(hot.share() * 100) + " % of its records")
                .orElse("");
    }

    private long waitingOnTheWayTo(String operator) {
        Set<String> before = before(operator);
        return job.connections().stream()
                .filter(connection -> before.contains(connection.to()))
                .mapToLong(ConnectionFigures::queued)
                .sum();
    }

    private List<SplitFigures> splitsBefore(String operator) {
        return before(operator).stream()
                .flatMap(name -> splitsOf(name).stream())
                .toList();
    }

    /** The operator and all from which records come to it. */
    private Set<String> before(String operator) {
        Set<String> found = new LinkedHashSet<>();
        List<String> next = new ArrayList<>(List.of(operator));
        while (!next.isEmpty()) {
            String name = next.remove(0);
            if (found.add(name)) {
                next.addAll(job.operator(name).inputs());
            }
        }
        return found;
    }

    private List<SplitFigures> splitsOf(String source) {
        return job.splits().stream()
                .filter(split -> split.source().equals(source))
                .toList();
    }

    private static boolean isEnded(SplitFigures split) {
        return split.status() == SplitStatus.ENDED;
    }

    private static boolean isIdle(SplitFigures split) {
        return split.status() == SplitStatus.IDLE;
    }

    private static String records(long count) {
        return count == 1 ? "1 record" : count + " records";
    }

    private static String time(long millis) {
        return millis == Long.MAX_VALUE
                ? "the end"
                : Instant.ofEpochMilli(millis).toString();
    }

    /** As a person would say it: {@code 1 h 30 min}, {@code 40 s}, {@code 250 ms}. */
    static String length(Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            return "0 s";
        }
        List<String> parts = new ArrayList<>();
        addPart(parts, duration.toDays(), "d");
        addPart(parts, duration.toHoursPart(), "h");
        addPart(parts, duration.toMinutesPart(), "min");
        addPart(parts, duration.toSecondsPart(), "s");
        if (parts.isEmpty()) {
            parts.add(duration.toMillis() + " ms");
        }
        // Two are as exact as anybody wants to know.
        return String.join(" ", parts.subList(0, Math.min(2, parts.size())));
    }

    private static void addPart(List<String> parts, long count, String unit) {
        if (count > 0) {
            parts.add(count + " " + unit);
        }
    }
}
