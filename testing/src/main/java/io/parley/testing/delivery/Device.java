package io.parley.testing.delivery;

/// One device of one user.
public record Device(String user, String id) {
  @Override
  public String toString() {
    return user + "/" + id;
  }
}
