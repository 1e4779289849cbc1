/// The one schema of Parley in code: codecs for the frames of clients, what error and close codes
/// mean, and the topics between the services. No I/O, no clock, no framework.
///
/// The schema itself is `src/main/protobuf/parley/v1/*.proto`; what protoc makes of it is in
/// `io.parley.protocol.v1`. Start at [FrameCodec], [Codes] and [Topics].
///
/// JSON is a second spelling of the protobuf wire format, and the codec treats it so: it rewrites
/// JSON into wire bytes (or back), led by a table made once from the descriptors ([Shape]), and
/// leaves the objects to generated code. Both codecs therefore agree by construction, and a frame
/// costs no reflection.
@NullMarked
package io.parley.protocol;

import org.jspecify.annotations.NullMarked;
