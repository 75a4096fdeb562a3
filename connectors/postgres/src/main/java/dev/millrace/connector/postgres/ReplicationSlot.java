package dev.millrace.connector.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.replication.PGReplicationConnection;
import org.postgresql.replication.ReplicationSlotInfo;

/**
 * A place that the server keeps for a reader, and the log behind it.
 *
 * @param name of the slot
 * @param isUsable whether the server has the log behind it
 * @param reason why not, as far as the server says
 * @param activePid of the server's process that serves a reader, or 0
 * @param confirmedLsn what the reader has said that it will not ask for again
 */
record ReplicationSlot(String name, boolean isUsable, String reason, int activePid, long confirmedLsn) {

    private static final String PLUGIN = "pgoutput";

    /** Null if there is none. */
    static @Nullable ReplicationSlot find(Connection database, String name) throws IOException, SQLException {
        try (PreparedStatement select = database.prepareStatement(
                "select s.*, current_database() as here from pg_replication_slots s where slot_name = ?")) {
            select.setString(1, name);
            try (ResultSet found = select.executeQuery()) {
                if (!found.next()) {
                    return null;
                }
                String plugin = found.getString("plugin");
                String ofDatabase = found.getString("database");
                if (!PLUGIN.equals(plugin) || !found.getString("here").equals(ofDatabase)) {
                    throw new IOException("slot " + name + " is one of " + plugin + " for database " + ofDatabase
                            + ", so it is somebody else's; choose another name by slot(...)");
                }
                String confirmed = found.getString("confirmed_flush_lsn");
                if (confirmed == null) {
                    throw new IOException("slot " + name + " is being made, by this job's other process or by somebody"
                            + " else; wait until it is there, or choose another name by slot(...)");
                }
                return new ReplicationSlot(
                        name,
                        !"lost".equals(found.getString("wal_status")),
                        invalidation(found),
                        found.getInt("active_pid"),
                        Lsn.parse(confirmed));
            }
        }
    }

    /** Servers before version 17 do not say. */
    private static String invalidation(ResultSet slot) throws SQLException {
        ResultSetMetaData about = slot.getMetaData();
        for (int i = 1; i <= about.getColumnCount(); i++) {
            if (about.getColumnLabel(i).toLowerCase(Locale.ROOT).equals("invalidation_reason")) {
                String reason = slot.getString(i);
                return reason == null ? "" : " (" + reason + ")";
            }
        }
        return "";
    }

    /** Makes one that stays. */
    static long create(Connection replication, String name) throws SQLException {
        return Lsn.parse(make(replication, name, false).getConsistentPoint().asString());
    }

    /** Makes one that is gone with the connection, for the snapshot that comes with it, and is there until the connection's next command. */
    static ReplicationSlotInfo createTemporary(Connection replication, String name) throws SQLException {
        return make(replication, name, true);
    }

    private static ReplicationSlotInfo make(Connection replication, String name, boolean isTemporary)
            throws SQLException {
        PGReplicationConnection commands =
                replication.unwrap(PGConnection.class).getReplicationAPI();
        var create =
                commands.createReplicationSlot().logical().withSlotName(name).withOutputPlugin(PLUGIN);
        return (isTemporary ? create.withTemporaryOption() : create).make();
    }

    /** Refuses a slot that cannot give what comes behind a place. */
    void requireLogFrom(long lsn) throws IOException {
        if (!isUsable) {
            throw new IOException("the server has dropped the log behind slot " + name + reason
                    + ", so changes are lost: the job was down for longer than 'max_slot_wal_keep_size' allows. "
                    + anew());
        }
        if (confirmedLsn > lsn) {
            throw new IOException("slot " + name + " was told that everything before " + Lsn.text(confirmedLsn)
                    + " is not needed any more, but the job goes back to " + Lsn.text(lsn) + ", so changes are lost. "
                    + anew());
        }
    }

    private String anew() {
        return "Drop the slot, and start the job anew without its checkpoints, or with another name for the source";
    }

    static IOException missing(String name) {
        return new IOException(
                "there is no slot " + name + " any more, so changes are lost since the last checkpoint: it was"
                        + " dropped, or this is another server, as after a failover. Start the job anew without its checkpoints, or with another"
                        + " name for the source");
    }
}
