/// What a run came to, for people and for machines.
@NullMarked
package io.parley.load.report;

import org.jspecify.annotations.NullMarked;
