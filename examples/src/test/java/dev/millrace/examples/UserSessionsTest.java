package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.examples.UserSessions.Session;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserSessionsTest {

    private final CollectingSink<Session> longSessions = new CollectingSink<>();
    private final CollectingSink<SessionTotals.Result> totals = new CollectingSink<>();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void sessionsAndTotalsAreTheExpectedOnesOnAnyNumberOfWorkers(int workers) throws Exception {
        ExampleRun.withoutLateRecords(
                UserSessions.pipeline(UserSessions.edits(WikipediaHourly.file()), longSessions, totals), workers);

        assertThat(longSessions.records()).hasSize(68);
        assertThat(UserSessions.toCsv(longSessions.records()))
                .isEqualTo(ExampleRun.expected("wikipedia-edits/expected/wiki_user_sessions.csv"));
        assertThat(totals.records()).hasSize(1);
        assertThat(UserSessions.totalsToCsv(totals.records().get(0)))
                .isEqualTo(ExampleRun.expected("wikipedia-edits/expected/wiki_user_sessions_totals.csv"));
    }
}
