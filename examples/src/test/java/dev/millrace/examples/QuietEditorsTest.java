package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.examples.QuietEditors.Quiet;
import dev.millrace.examples.UserSessions.Session;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuietEditorsTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void peopleStopWhereTheirSessionsEnd(int workers) throws Exception {
        CollectingSink<Quiet> quiet = new CollectingSink<>();
        ExampleRun.withoutLateRecords(
                QuietEditors.pipeline(UserSessions.edits(WikipediaHourly.file()), quiet), workers);
        CollectingSink<Session> sessions = new CollectingSink<>();
        ExampleRun.withoutLateRecords(
                UserSessions.pipeline(UserSessions.edits(WikipediaHourly.file()), sessions, new CollectingSink<>()),
                workers);

        assertThat(quiet.records())
                .hasSize(68)
                .containsExactlyInAnyOrderElementsOf(sessions.records().stream()
                        .map(session -> new Quiet(session.user(), session.end(), (int) session.edits()))
                        .toList());
    }
}
