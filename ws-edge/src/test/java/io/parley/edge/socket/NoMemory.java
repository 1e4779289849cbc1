package io.parley.edge.socket;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;

/// Has none, as Netty's when direct memory is all in use.
final class NoMemory extends AbstractByteBufAllocator {
  @Override
  protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
    throw new OutOfMemoryError("planted");
  }

  @Override
  protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
    throw new OutOfMemoryError("planted");
  }

  @Override
  public boolean isDirectBufferPooled() {
    return false;
  }
}
