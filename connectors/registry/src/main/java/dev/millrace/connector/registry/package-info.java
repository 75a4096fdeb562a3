/**
 * A client of schema registries, for values of topics in the wire format of Confluent: a 0, four bytes of the schema's id, and the record.
 *
 * <p>{@link dev.millrace.connector.registry.SchemaRegistry} is the entrance, and makes formats of topics. Each reader and writer has a
 * {@code RegistryClient} with a cache of its own; it waits for answers on the thread that asks, once for each schema.
 */
@NullMarked
package dev.millrace.connector.registry;

import org.jspecify.annotations.NullMarked;
