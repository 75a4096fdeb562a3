package dev.millrace.api.failure;

/**
 * Where a record stood in its source.
 *
 * @param source name of the source in the pipeline
 * @param split id of the split; empty where records were pushed
 * @param position of the record in its split, in the terms of the connector: the number of a line, or an offset
 * @param description for people, as {@code 'edits', edits.json.gz, line 17}
 */
public record RecordOrigin(String source, String split, long position, String description) {}
