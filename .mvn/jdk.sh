# Sourced by ./mvnw and ./parley: finds a JDK 25 or newer and exports JAVA_HOME.
# Looks at JAVA_HOME, then at the java on the PATH, then in the folders where JDKs are usually put.

parley_jdk_ok() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  parley_jdk_major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  [ "${parley_jdk_major:-0}" -ge 25 ]
}

parley_find_jdk() {
  if [ -n "${JAVA_HOME-}" ] && parley_jdk_ok "$JAVA_HOME"; then
    printf '%s\n' "$JAVA_HOME"
    return 0
  fi
  parley_java=$(command -v java 2>/dev/null) || parley_java=
  if [ -n "$parley_java" ]; then
    parley_java=$(readlink -f "$parley_java" 2>/dev/null || printf '%s' "$parley_java")
    parley_home=${parley_java%/bin/java}
    if parley_jdk_ok "$parley_home"; then
      printf '%s\n' "$parley_home"
      return 0
    fi
  fi
  # find, not a glob: mvnw runs with globbing off
  for parley_dir in /usr/lib/jvm /usr/java /opt /opt/java \
    "${HOME:-/nonexistent}/.sdkman/candidates/java" "${HOME:-/nonexistent}/.jdks" "${HOME:-/nonexistent}/.asdf/installs/java" \
    /Library/Java/JavaVirtualMachines "${HOME:-/nonexistent}/Library/Java/JavaVirtualMachines"; do
    [ -d "$parley_dir" ] || continue
    for parley_found in $(find "$parley_dir" -mindepth 1 -maxdepth 1 2>/dev/null | sort -r); do
      for parley_home in "$parley_found" "$parley_found/Contents/Home"; do
        if parley_jdk_ok "$parley_home"; then
          printf '%s\n' "$parley_home"
          return 0
        fi
      done
    done
  done
  return 1
}

if ! JAVA_HOME=$(parley_find_jdk); then
  echo "Parley needs a JDK 25 or newer and found none. Install one (Temurin 25 will do), or point JAVA_HOME at it." >&2
  exit 1
fi
export JAVA_HOME
