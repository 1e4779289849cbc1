@NullMarked
package io.parley.load.report;

import org.jspecify.annotations.NullMarked;
