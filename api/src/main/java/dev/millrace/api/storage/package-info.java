/** Where checkpoints and stores keep their bytes, handed in so that a test can tear, lose and fail them. */
@NullMarked
package dev.millrace.api.storage;

import org.jspecify.annotations.NullMarked;
