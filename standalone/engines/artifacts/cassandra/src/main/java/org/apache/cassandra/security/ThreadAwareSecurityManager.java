package org.apache.cassandra.security;

import java.security.PermissionCollection;
import java.security.Permissions;

/// Stands before Cassandra's own class of this name when Cassandra runs on a JDK that has no
/// security manager any more (24 and newer), where the original throws while it is loaded.
///
/// The original only fences in user-defined functions. They are off by default, the configuration
/// that we start Cassandra with leaves them off, and with this class in place they must stay off.
public final class ThreadAwareSecurityManager {
  public static final PermissionCollection noPermissions = new Permissions();

  private ThreadAwareSecurityManager() {}

  public static void install() {}

  public static boolean isSecuredThread() {
    return false;
  }
}
