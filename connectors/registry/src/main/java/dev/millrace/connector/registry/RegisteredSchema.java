package dev.millrace.connector.registry;

import java.util.List;

/**
 * A schema as a registry has it. Immutable.
 *
 * @param kind {@link #AVRO}, {@link #PROTOBUF} or another
 * @param text of Avro, JSON; of Protobuf, the file's descriptor in Base64
 * @param references to others that it needs
 */
record RegisteredSchema(String kind, String text, List<Reference> references) {

    static final String AVRO = "AVRO";
    static final String PROTOBUF = "PROTOBUF";

    /**
     * To another schema.
     *
     * @param name by which it is meant: the full name of a type, the path of a file
     * @param subject under which it is registered
     * @param version of the subject
     */
    record Reference(String name, String subject, int version) {}

    RegisteredSchema {
        references = List.copyOf(references);
    }
}
