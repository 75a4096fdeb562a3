package dev.millrace.connector.jdbc;

import dev.millrace.testkit.postgres.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.sqlite.SQLiteDataSource;

/** The databases that tests run on, and plain SQL on them, which shares no code with ours. */
enum Database {
    POSTGRES {
        @Override
        DataSource dataSource() {
            return Server.POSTGRES.dataSource();
        }
    },
    H2 {
        @Override
        DataSource dataSource() {
            JdbcDataSource source = new JdbcDataSource();
            source.setURL("jdbc:h2:mem:tests;DB_CLOSE_DELAY=-1");
            return source;
        }
    },
    SQLITE {
        @Override
        DataSource dataSource() {
            SQLiteDataSource source = new SQLiteDataSource();
            source.setUrl("jdbc:sqlite:" + File.PATH);
            return source;
        }
    };

    private static final AtomicInteger NAMES = new AtomicInteger();

    /** Started by the first test that needs it, and stopped with the JVM. */
    private static final class Server {

        static final EmbeddedPostgres POSTGRES = EmbeddedPostgres.start();
    }

    private static final class File {

        static final String PATH;

        static {
            try {
                java.nio.file.Path file = Files.createTempFile("tests", ".sqlite");
                file.toFile().deleteOnExit();
                PATH = file.toString();
            } catch (IOException failed) {
                throw new ExceptionInInitializerError(failed);
            }
        }
    }

    abstract DataSource dataSource();

    /** The server, to be stopped and started. */
    static EmbeddedPostgres server() {
        return Server.POSTGRES;
    }

    Jdbc jdbc() {
        return Jdbc.of(dataSource());
    }

    /** A name that no other test has, of a table or a sink. */
    static String name(String prefix) {
        return prefix + "_" + NAMES.incrementAndGet();
    }

    void execute(String sql) {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new AssertionError(sql, failed);
        }
    }

    /** Each row as its values with commas between. */
    List<String> rows(String query) {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    values.add(rows.getString(i));
                }
                found.add(String.join(",", values));
            }
            return found;
        } catch (SQLException failed) {
            throw new AssertionError(query, failed);
        }
    }

    /** The one number that a query gives. */
    long number(String query) {
        return Long.parseLong(rows(query).get(0));
    }
}
