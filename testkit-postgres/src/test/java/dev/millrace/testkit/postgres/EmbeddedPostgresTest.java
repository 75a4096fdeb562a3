package dev.millrace.testkit.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
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

    @Test
    void theServerIsDurableAndReplicates() {
        assertThat(POSTGRES.rows("show fsync")).containsExactly("on");
        assertThat(POSTGRES.rows("show synchronous_commit")).containsExactly("on");
        assertThat(POSTGRES.rows("show full_page_writes")).containsExactly("on");
        assertThat(POSTGRES.rows("show wal_level")).containsExactly("logical");
    }

    @Test
    void whatWasCommittedIsThereAfterAStopAndAfterACrash() throws SQLException {
        POSTGRES.execute("create table kept (id int); insert into kept values (1)");

        POSTGRES.stop();
        assertThatThrownBy(() -> POSTGRES.rows("select id from kept")).isInstanceOf(IllegalStateException.class);
        POSTGRES.restart();
        assertThat(POSTGRES.rows("select id from kept")).containsExactly("1");

        POSTGRES.execute("insert into kept values (2)");
        try (Connection connection = POSTGRES.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("insert into kept values (3)");
            POSTGRES.crash();
            assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
        }
        POSTGRES.restart();
        assertThat(POSTGRES.rows("select id from kept order by id")).containsExactly("1", "2");
    }

    @Test
    void aStatementThatIsRefusedIsNamed() {
        assertThatThrownBy(() -> POSTGRES.execute("select * from nowhere"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("nowhere")
                .hasMessageEndingWith("in: select * from nowhere");
    }
}
