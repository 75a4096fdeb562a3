package dev.millrace.engine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.job.JobStatus;
import dev.millrace.api.job.PendingSavepoint;
import dev.millrace.api.job.Savepoint;
import dev.millrace.api.job.SavepointFailedException;
import dev.millrace.engine.checkpoint.SavepointRequest;
import dev.millrace.engine.source.Intake;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Everything that can happen to a job, in random order: the status goes as the page on jobs says, and nowhere else. */
class JobControlTest {

    /** What a user calls, and what happens by itself. */
    private enum Event {
        PAUSE,
        RESUME,
        DRAIN,
        SAVEPOINT,
        STOP,
        WRITTEN,
        NOT_WRITTEN,
        FAILS_FOR_NOW,
        GOES_BACK,
        FINISHES,
        IS_STOPPED,
        IS_CANCELLED,
        FAILS
    }

    /** A control, and beside it what the page says about the same job, in plain words. */
    private static final class Case {

        private final JobControl control = new JobControl("job", () -> {});
        private final List<PendingSavepoint> asked = new ArrayList<>();
        private boolean isPaused;
        private boolean isDraining;
        private boolean isStopping;
        private boolean isRestarting;
        private boolean isStopWritten;
        private JobStatus end = JobStatus.RUNNING;

        JobStatus expected() {
            if (end.isEnd()) {
                return end;
            }
            if (isRestarting) {
                return JobStatus.RESTARTING;
            }
            if (isDraining) {
                return JobStatus.DRAINING;
            }
            if (isStopping) {
                return JobStatus.STOPPING;
            }
            return isPaused ? JobStatus.PAUSED : JobStatus.RUNNING;
        }

        Intake expectedIntake() {
            if (isDraining) {
                return Intake.DRAINING;
            }
            if (isStopping) {
                return Intake.STOPPING;
            }
            return isPaused ? Intake.PAUSED : Intake.OPEN;
        }

        boolean isPossible(Event event) {
            boolean isAtWork = !end.isEnd() && !isRestarting;
            return switch (event) {
                case PAUSE, RESUME, DRAIN, SAVEPOINT, STOP -> true;
                case WRITTEN, NOT_WRITTEN -> isAtWork && control.isAnyWaiting() && !isStopWritten;
                case FAILS_FOR_NOW, FINISHES -> isAtWork;
                case GOES_BACK -> isRestarting && !end.isEnd();
                case IS_STOPPED -> isAtWork && isStopWritten;
                case IS_CANCELLED, FAILS -> !end.isEnd();
            };
        }

        void happen(Event event) {
            boolean isEnding = isDraining || isStopping;
            switch (event) {
                case PAUSE -> call(control::pause, isEnding && !end.isEnd(), () -> isPaused = true);
                case RESUME -> call(control::resume, isEnding && !end.isEnd(), () -> isPaused = false);
                case DRAIN -> call(control::drain, isStopping && !end.isEnd(), () -> isDraining = true);
                case SAVEPOINT ->
                    call(() -> asked.add(control.savepoint(Optional.empty())), isEnding || end.isEnd(), () -> {});
                case STOP ->
                    call(
                            () -> asked.add(control.stop(Optional.of("stop"))),
                            isDraining || end.isEnd(),
                            () -> isStopping = true);
                case WRITTEN -> {
                    SavepointRequest first = first();
                    isStopWritten = first.isStop();
                    control.onWritten(first, new Savepoint(1, first.label(), "savepoint-1", "here", 10));
                    assertThat(first.isDone()).isEqualTo(!first.isStop());
                }
                case NOT_WRITTEN -> {
                    SavepointRequest first = first();
                    control.onFailed(first, new IOException("full"));
                    assertThat(first.isDone()).isTrue();
                    isStopping &= !first.isStop();
                }
                case FAILS_FOR_NOW -> {
                    control.onRestarting();
                    isRestarting = true;
                }
                case GOES_BACK -> {
                    control.onRestarted();
                    isRestarting = false;
                    // It is asked for again.
                    isStopWritten = false;
                }
                case FINISHES -> end(JobStatus.FINISHED);
                case IS_STOPPED -> end(JobStatus.STOPPED);
                case IS_CANCELLED -> end(JobStatus.CANCELLED);
                case FAILS -> end(JobStatus.FAILED);
            }
        }

        private SavepointRequest first() {
            return Objects.requireNonNull(control.first());
        }

        private void call(Runnable call, boolean isRefused, Runnable effect) {
            if (isRefused) {
                assertThatThrownBy(call::run).isInstanceOf(IllegalStateException.class);
                return;
            }
            call.run();
            if (!end.isEnd()) {
                effect.run();
            }
        }

        private void end(JobStatus how) {
            control.onEnd(how);
            end = how;
            assertThat(asked).allMatch(PendingSavepoint::isDone);
        }
    }

    @Test
    void everyTransitionOfTheTableHappensAndNoOther() {
        Map<JobStatus, Set<JobStatus>> seen = new EnumMap<>(JobStatus.class);
        for (JobStatus status : JobStatus.values()) {
            seen.put(status, EnumSet.noneOf(JobStatus.class));
        }
        for (long seed = 0; seed < 3_000; seed++) {
            Random random = new Random(seed);
            Case one = new Case();
            for (int i = 0; i < 30; i++) {
                Event event = Event.values()[random.nextInt(Event.values().length)];
                // An end comes seldom, or little would come before it.
                boolean isEnd = event.compareTo(Event.FINISHES) >= 0;
                if (one.isPossible(event) && (!isEnd || random.nextInt(4) == 0)) {
                    JobStatus before = one.control.status();
                    one.happen(event);
                    JobStatus after = one.control.status();
                    assertThat(after)
                            .as("seed %d, %s when %s", seed, event, before)
                            .isEqualTo(one.expected());
                    assertThat(one.control.intake()).as("seed %d", seed).isEqualTo(one.expectedIntake());
                    if (after != before) {
                        Objects.requireNonNull(seen.get(before)).add(after);
                    }
                }
            }
        }
        for (JobStatus status : JobStatus.values()) {
            assertThat(seen.get(status)).as("after %s", status).isEqualTo(status.successors());
        }
    }

    @Test
    void aStatusThatCannotFollowIsNoticed() {
        JobControl control = new JobControl("job", () -> {});
        control.onEnd(JobStatus.FINISHED);

        assertThatThrownBy(control::onRestarting).hasMessage("job 'job' is FINISHED and cannot become RESTARTING");
    }

    @Test
    void whoAsksTwiceToStopWaitsForTheSameSavepoint() throws InterruptedException {
        JobControl control = new JobControl("job", () -> {});
        PendingSavepoint stop = control.stop(Optional.of("first"));
        assertThat(control.stop(Optional.of("second"))).isSameAs(stop);
        assertThat(stop.await(Duration.ZERO)).isEmpty();
        SavepointRequest request = Objects.requireNonNull(control.first());
        control.onWritten(request, new Savepoint(7, request.label(), "savepoint-7", "here", 10));
        assertThat(stop.isDone()).as("before sinks have committed").isFalse();
        control.onEnd(JobStatus.STOPPED);

        assertThat(stop.await(Duration.ZERO).orElseThrow().label()).contains("first");
    }

    @Test
    void whoWaitsForASavepointThatWillNeverBeIsToldWhy() {
        JobControl control = new JobControl("job", () -> {});
        PendingSavepoint one = control.savepoint(Optional.empty());
        PendingSavepoint other = control.savepoint(Optional.empty());
        IOException full = new IOException("disk is full");
        control.onFailed(Objects.requireNonNull(control.first()), full);
        control.onEnd(JobStatus.CANCELLED);

        assertThatThrownBy(() -> one.await(Duration.ZERO))
                .isInstanceOf(SavepointFailedException.class)
                .hasMessageContaining("disk is full")
                .hasCause(full);
        assertThatThrownBy(() -> other.await(Duration.ZERO))
                .isInstanceOf(SavepointFailedException.class)
                .hasMessage("no savepoint of job 'job' was made: the job is CANCELLED before there was one");
    }

    @Test
    void aLabelIsAPartOfAFileName() {
        JobControl control = new JobControl("job", () -> {});
        for (String label : List.of("", "../up", "a b", "-x", "x".repeat(65))) {
            assertThatThrownBy(() -> control.savepoint(Optional.of(label)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + label + "' cannot be the label of a savepoint");
        }
        assertThat(control.isAnyWaiting()).isFalse();
    }
}
