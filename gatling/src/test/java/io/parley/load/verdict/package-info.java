@NullMarked
package io.parley.load.verdict;

import org.jspecify.annotations.NullMarked;
