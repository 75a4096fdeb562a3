package dev.millrace.connector.jdbc;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Fetches pages. Each begins with the row that was read last, so that a second row of the same key is seen, also one that came later: rows
 * that cannot be told apart would be lost at the end of a page, so they are refused. Owned by one thread.
 */
final class PageFetch<T> {

    private final PageQuery query;
    private final RowReader<T> reader;

    /** Of rows, which {@link JdbcSource#PAGE_ROWS} and one more are fetched at a time. */
    PageFetch(PageQuery query, RowReader<T> reader) {
        this.query = query;
        this.reader = reader;
    }

    /** The rows behind one key, up to another one; an empty one is no limit. Less than a page means that there are no more. */
    List<FetchedRow<T>> fetch(SqlConnection database, List<Object> last, List<Object> end) throws IOException {
        String text = query.pageText(!last.isEmpty(), !end.isEmpty(), JdbcSource.PAGE_ROWS + 1);
        return PageQuery.read(database, text, () -> {
            try (PreparedStatement statement = database.connection.prepareStatement(text)) {
                query.setKey(statement, query.setKey(statement, 0, last), end);
                try (ResultSet rows = statement.executeQuery()) {
                    return read(rows, last);
                }
            }
        });
    }

    private List<FetchedRow<T>> read(ResultSet rows, List<Object> last) throws SQLException, IOException {
        List<FetchedRow<T>> page = new ArrayList<>();
        List<Object> before = last;
        boolean isLastSeen = false;
        while (rows.next()) {
            List<Object> key = query.key(rows);
            if (!isLastSeen && key.equals(last)) {
                isLastSeen = true;
                continue;
            }
            if (key.equals(before)) {
                throw new IOException("there are two rows with the same " + String.join(", ", query.columns()) + ": "
                        + key
                        + ". What orders rows must tell them apart, or some are lost; name a second column that does: by(\""
                        + query.columns().get(0).replaceAll("\\W", "") + "\", \"id\"), in: " + query.text());
            }
            page.add(row(rows, key));
            before = key;
        }
        return page;
    }

    private FetchedRow<T> row(ResultSet row, List<Object> key) throws SQLException {
        try {
            T record = reader.read(row);
            if (record != null) {
                return new FetchedRow<>(key, record, null, null);
            }
            throw new NullPointerException("the function that reads rows returned null");
        } catch (Exception failed) {
            return new FetchedRow<>(key, null, text(row), failed);
        }
    }

    /** As {@code id=17, channel=null}. */
    private static String text(ResultSet row) throws SQLException {
        ResultSetMetaData about = row.getMetaData();
        List<String> parts = new ArrayList<>();
        for (int i = 1; i <= about.getColumnCount(); i++) {
            parts.add(about.getColumnLabel(i) + "=" + row.getString(i));
        }
        return String.join(", ", parts);
    }
}
