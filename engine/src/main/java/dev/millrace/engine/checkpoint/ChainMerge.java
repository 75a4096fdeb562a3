package dev.millrace.engine.checkpoint;

import dev.millrace.api.storage.Storage;
import dev.millrace.api.storage.StorageInput;
import dev.millrace.api.storage.StorageOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes one file of a chain, task by task, so that what is more urgent can be done between. The file takes the place of the newest
 * of the chain, in one step, so whoever reads meets the one or the other, which mean the same. Used by one thread at a time.
 */
final class ChainMerge {

    private final Storage storage;
    private final String name;
    private final String partial;
    private final StorageOutput out;

    /** The newest first. */
    private final List<StorageInput> inputs = new ArrayList<>();

    private final List<List<CheckpointFile.Place>> tasks = new ArrayList<>();
    private int task;
    private long bytes;

    /**
     * Begins.
     *
     * @param storage has the files
     * @param chain their names, the newest first
     * @param partial what the file is called until it is whole
     */
    ChainMerge(Storage storage, List<String> chain, String partial) throws IOException {
        this.storage = storage;
        this.partial = partial;
        name = chain.get(0);
        try {
            for (String each : chain) {
                inputs.add(storage.open(each));
            }
            for (StorageInput input : inputs) {
                tasks.add(CheckpointFile.findTasks(input));
            }
            CheckpointFile.Contents newest = CheckpointFile.readStart(inputs.get(0));
            out = storage.create(partial);
            bytes = CheckpointFile.writeStart(
                    out, newest.header(), newest.link().merged());
        } catch (IOException | RuntimeException failed) {
            closeInputs();
            throw failed;
        }
    }

    /** Does one task; false if there are no more. */
    boolean step() throws IOException {
        if (task == tasks.get(0).size()) {
            return false;
        }
        TaskBlock newest = read(0);
        for (int file = 1; file < inputs.size(); file++) {
            newest.addOlder(read(file));
        }
        bytes += CheckpointFile.writeTask(out, newest.merged());
        task++;
        return true;
    }

    private TaskBlock read(int file) throws IOException {
        return CheckpointFile.readTask(inputs.get(file), tasks.get(file).get(task));
    }

    /**
     * Puts the file in its place.
     *
     * @return its length in bytes
     */
    long finish() throws IOException {
        bytes += CheckpointFile.writeEnd(out, task);
        out.sync();
        close();
        storage.rename(partial, name);
        storage.sync();
        return bytes;
    }

    private void close() throws IOException {
        try {
            out.close();
        } finally {
            closeInputs();
        }
    }

    private void closeInputs() throws IOException {
        for (StorageInput input : inputs) {
            input.close();
        }
    }

    /** Gives up; what it has written is nobody's. */
    void abandon() throws IOException {
        close();
        storage.delete(partial);
    }
}
