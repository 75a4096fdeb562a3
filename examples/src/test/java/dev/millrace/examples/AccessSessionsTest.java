package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.examples.AccessSessions.Session;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessSessionsTest {

    private final CollectingSink<Session> longSessions = new CollectingSink<>();
    private final CollectingSink<SessionTotals.Result> totals = new CollectingSink<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void sessionsAndTotalsAreTheExpectedOnesOnAnyNumberOfWorkers(int workers) throws Exception {
        ExampleRun.withoutLateRecords(AccessSessions.pipeline(AccessLog.directory(), longSessions, totals), workers);

        assertThat(longSessions.records()).hasSize(55);
        assertThat(AccessSessions.toCsv(longSessions.records()))
                .isEqualTo(ExampleRun.expected("web-access-log/expected/access_sessions.csv"));
        assertThat(totals.records()).hasSize(1);
        assertThat(AccessSessions.totalsToCsv(totals.records().get(0)))
                .isEqualTo(ExampleRun.expected("web-access-log/expected/access_sessions_totals.csv"));
    }
}
