package dev.millrace.connector.jdbc;

import dev.millrace.api.function.ThrowingFunction;
import java.io.IOException;
import java.io.Serial;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the rows of many keys with one query: with an array where the database has them, else with a list of parameters whose number is
 * a power of two, so that there are few statements to be planned. Called by several threads, each with a connection of its own for the time of
 * the call.
 */
@SuppressWarnings("serial") // a lookup runs where it was made
final class KeyLookup<K, V extends Record> implements ThrowingFunction<List<K>, Map<K, V>> {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Types of PostgreSQL for the elements of an array. */
    private static final Map<Class<?>, String> ARRAY_TYPES = Map.of(
            Long.class, "int8", Integer.class, "int4", Short.class, "int2", String.class, "text", UUID.class, "uuid");

    private final JdbcQuery query;
    private final Class<K> keyType;
    private final ColumnKind keyKind;
    private final Class<V> type;

    /** Found by the first call. */
    private volatile @Nullable String column;

    KeyLookup(JdbcQuery query, Class<K> keyType, Class<V> type) {
        this.query = query;
        this.keyType = keyType;
        keyKind = ColumnKind.of(keyType, query.columns().get(0), type);
        this.type = type;
        RecordReader.of(type);
    }

    @Override
    public Map<K, V> apply(List<K> keys) throws IOException {
        try (SqlConnection database = SqlConnection.open(query.jdbc())) {
            String arrayType = database.dialect == Dialect.POSTGRESQL ? ARRAY_TYPES.get(keyType) : null;
            String marks = arrayType == null ? "IN (" + "?, ".repeat(parameters(keys) - 1) + "?)" : "= ANY (?)";
            String text = "SELECT page.* FROM (" + query.text() + ") page WHERE page." + column(database) + " " + marks;
            return PageQuery.read(database, text, () -> {
                try (PreparedStatement statement = database.connection.prepareStatement(text)) {
                    setKeys(database, statement, keys, arrayType);
                    try (ResultSet rows = statement.executeQuery()) {
                        return read(rows, keys);
                    }
                }
            });
        }
    }

    private static int parameters(List<?> keys) {
        return Math.max(1, Integer.highestOneBit(2 * keys.size() - 1));
    }

    private void setKeys(SqlConnection database, PreparedStatement statement, List<K> keys, @Nullable String arrayType)
            throws SQLException {
        if (arrayType != null) {
            Array array = database.connection.createArrayOf(arrayType, keys.toArray());
            statement.setArray(1, array);
            return;
        }
        for (int i = 0; i < parameters(keys); i++) {
            SqlValues.set(statement, i + 1, keys.get(Math.min(i, keys.size() - 1)), database.dialect);
        }
    }

    /** As it is to stand in a statement. */
    private String column(SqlConnection database) throws IOException {
        String known = column;
        if (known == null) {
            known = TableNames.read(database, "(" + query.text() + ") page")
                    .require(query.columns().get(0), "to look keys up by");
            column = known;
        }
        return known;
    }

    private Map<K, V> read(ResultSet rows, List<K> keys) throws SQLException, IOException {
        String name = query.columns().get(0);
        Map<Object, Set<K>> asked = by(KeyLookup::comparable, keys);
        Map<Object, Set<K>> padded = by(KeyLookup::unpadded, keys);
        Map<K, V> answers = new HashMap<>();
        RecordReader<V> reader = RecordReader.of(type);
        ResultColumn column = ResultColumn.of(
                rows.getMetaData(), PageQuery.find(rows.getMetaData(), name, query.text()), name, keyKind, keyType);
        while (rows.next()) {
            Object found = Objects.requireNonNull(column.read(rows), "compared with a key");
            Set<K> same = asked.getOrDefault(comparable(found), padded.get(unpadded(found)));
            if (same == null) {
                throw new IOException("the database finds " + name + " = '" + found
                        + "' equal to one of the keys that it was asked for, perhaps because it does not tell small letters from capital ones, and"
                        + " these are " + keys + ". Have both sides agree, as by lower(...), in: " + query.text());
            }
            V answer = reader.read(rows);
            for (K key : same) {
                if (answers.put(key, answer) != null) {
                    throw new IOException("there are two rows with " + name + " = " + key
                            + ", and a lookup has one answer for each key, in: " + query.text());
                }
            }
        }
        return answers;
    }

    private static <K> Map<Object, Set<K>> by(UnaryOperator<Object> form, List<K> keys) {
        Map<Object, Set<K>> byForm = new HashMap<>();
        for (K key : keys) {
            byForm.computeIfAbsent(form.apply(key), same -> new HashSet<>()).add(key);
        }
        return byForm;
    }

    /** The same for decimals of the same value. */
    private static Object comparable(Object key) {
        return key instanceof BigDecimal decimal ? decimal.stripTrailingZeros() : key;
    }

    /** The same for text that differs in blanks at its end, with which databases fill a CHAR. */
    private static Object unpadded(Object key) {
        return key instanceof String text ? text.stripTrailing() : key;
    }
}
