/// Tests of the schema, its codecs and its tables. `FrameGenerator` makes any valid frame,
/// protobuf's own JsonFormat is the oracle of what canonical JSON is.
@NullMarked
package io.parley.protocol;

import org.jspecify.annotations.NullMarked;
