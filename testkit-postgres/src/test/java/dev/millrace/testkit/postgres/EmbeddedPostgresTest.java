package dev.millrace.testkit.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The server is a durable one, and what was committed is there after it was stopped or has crashed. */
@EnabledOnOs(OS.LINUX)
class EmbeddedPostgresTest {

    private static final EmbeddedPostgres POSTGRES = EmbeddedPostgres.start();

    @AfterAll
    static void stop() {
        POSTGRES.close();
    }

    private static List<String> rows(String query) throws SQLException {
        try (Connection connection = POSTGRES.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    @Test
    void theServerIsDurableAndReplicates() throws SQLException {
        assertThat(rows("show fsync")).containsExactly("on");
        assertThat(rows("show synchronous_commit")).containsExactly("on");
        assertThat(rows("show full_page_writes")).containsExactly("on");
        assertThat(rows("show wal_level")).containsExactly("logical");
    }

    @Test
    void whatWasCommittedIsThereAfterAStopAndAfterACrash() throws SQLException {
        POSTGRES.execute("create table kept (id int); insert into kept values (1)");

        POSTGRES.stop();
        assertThatThrownBy(() -> rows("select id from kept")).isInstanceOf(SQLException.class);
        POSTGRES.restart();
        assertThat(rows("select id from kept")).containsExactly("1");

        POSTGRES.execute("insert into kept values (2)");
        try (Connection connection = POSTGRES.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("insert into kept values (3)");
            POSTGRES.crash();
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
        }
        POSTGRES.restart();
        assertThat(rows("select id from kept order by id")).containsExactly("1", "2");
    }

    @Test
    void aStatementThatIsRefusedIsNamed() {
        assertThatThrownBy(() -> POSTGRES.execute("select * from nowhere"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nowhere")
                .hasMessageEndingWith("in: select * from nowhere");
    }
}
