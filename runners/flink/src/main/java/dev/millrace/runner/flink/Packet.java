package dev.millrace.runner.flink;

import dev.millrace.engine.batch.Batch;

/**
 * What Flink sees as a record: a batch on its way from one task to another. One object is used again for all that a task sends,
 * since Flink has written it or passed it on when it is asked for the next.
 */
final class Packet {

    /** In place of an edge: the batch was read by the source at the head of the stage. */
    static final int READ = -1;

    int edge;
    int sender;
    int target;
    Batch batch;

    Packet(int edge, int sender, int target, Batch batch) {
        this.edge = edge;
        this.sender = sender;
        this.target = target;
        this.batch = batch;
    }
}
