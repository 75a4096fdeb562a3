package dev.millrace.benchmarks;

/**
 * How much time an engine gets for a query, in one process.
 *
 * @param boxMillis a run may take so long; engines that are too slow for all records get as many as fit
 * @param warmUpMillis runs before anything is measured take at least that long, finding the number of records included
 * @param iterationMillis an iteration takes at least that long, by repeated runs if one is shorter
 * @param iterations that count
 */
record Budget(long boxMillis, long warmUpMillis, long iterationMillis, int iterations) {

    static final Budget FULL = new Budget(3_000, 4_000, 1_000, 3);
    static final Budget QUICK = new Budget(1_500, 2_000, 500, 3);

    /** As one word of a command line. */
    String toWord() {
        return boxMillis + "," + warmUpMillis + "," + iterationMillis + "," + iterations;
    }

    static Budget ofWord(String word) {
        String[] parts = word.split(",", -1);
        return new Budget(
                Long.parseLong(parts[0]),
                Long.parseLong(parts[1]),
                Long.parseLong(parts[2]),
                Integer.parseInt(parts[3]));
    }
}
