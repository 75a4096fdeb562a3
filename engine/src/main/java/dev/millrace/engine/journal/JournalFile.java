package dev.millrace.engine.journal;

/** One log of a journal. Guarded by the lock of the journal's owner. */
final class JournalFile {

    final long number;

    /** Records before this number are in logs before, those from it on here or behind. */
    final long base;

    /** How much of it is durable; what is behind does not count. */
    long end;

    /** How long the file may be. */
    long length;

    JournalFile(long number, long base, long end) {
        this.number = number;
        this.base = base;
        this.end = end;
        length = end;
    }
}
