package io.parley.protocol;

/// How much a frame may hold. Whatever is beyond is rejected before it costs memory.
///
/// @param maxBytes of the encoded frame; looked at before anything is parsed
/// @param maxDepth of objects and arrays within each other
/// @param maxElements of all lists and maps of a frame together
/// @param maxNameChars of a JSON key
public record FrameLimits(int maxBytes, int maxDepth, int maxElements, int maxNameChars) {
  /// What the protocol promises to clients.
  public static final FrameLimits DEFAULT = new FrameLimits(64 * 1024, 32, 4096, 128);

  public FrameLimits {
    requirePositive("maxBytes", maxBytes);
    requirePositive("maxDepth", maxDepth);
    requirePositive("maxElements", maxElements);
    requirePositive("maxNameChars", maxNameChars);
  }

  public FrameLimits withMaxBytes(int bytes) {
    return new FrameLimits(bytes, maxDepth, maxElements, maxNameChars);
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
    }
  }
}
