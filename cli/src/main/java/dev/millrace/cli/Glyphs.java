package dev.millrace.cli;

import java.nio.charset.Charset;

/**
 * Characters to draw bars with, from empty to full.
 *
 * @param rising fill a cell from below
 * @param growing fill a cell from the left
 */
record Glyphs(String rising, String growing) {

    private static final Glyphs BLOCKS = new Glyphs(" ▁▂▃▄▅▆▇█", " ▏▎▍▌▋▊▉█");
    private static final Glyphs ASCII = new Glyphs(" .:#", " #");

    /** The finest that can be printed. */
    static Glyphs of(Charset charset) {
        boolean hasBlocks = charset.canEncode()
                && charset.newEncoder().canEncode(BLOCKS.rising)
                && charset.newEncoder().canEncode(BLOCKS.growing);
        return hasBlocks ? BLOCKS : ASCII;
    }

    /**
     * A bar that grows to the right. What is not nothing is seen.
     *
     * @param value from 0 to {@code max}
     * @param max what fills all cells
     * @param cells how long it is then
     */
    String bar(long value, long max, int cells) {
        StringBuilder bar = new StringBuilder();
        for (int i = 0; i < cells; i++) {
            bar.append(cell(growing, value, max, cells, i));
        }
        return bar.toString().stripTrailing();
    }

    /**
     * One cell of a column that grows upwards. What is not nothing is seen.
     *
     * @param value from 0 to {@code max}
     * @param max what fills all cells
     * @param cells how high it is then
     * @param index of the cell, from 0 for the lowest
     */
    char columnCell(long value, long max, int cells, int index) {
        return cell(rising, value, max, cells, index);
    }

    private static char cell(String levels, long value, long max, int cells, int index) {
        int full = levels.length() - 1;
        long steps = max == 0 ? 0 : Math.round((double) value / max * cells * full);
        if (value > 0) {
            steps = Math.max(1, steps);
        }
        return levels.charAt((int) Math.max(0, Math.min(full, steps - (long) index * full)));
    }
}
