package io.parley.standalone.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The text files of a checkout that people write: nothing built, nothing of the system's data,
/// nothing of version control or of an editor.
record SourceTree(List<SourceFile> files) {
  private static final Set<String> SKIPPED =
      Set.of(
          "target",
          ".git",
          ".parley",
          ".idea",
          ".vscode",
          ".settings",
          "node_modules",
          "generated");
  private static final long LARGEST_FILE = 1 << 20;

  private static final class Holder {
    static final Path ROOT =
        Path.of(
            Objects.requireNonNull(
                System.getProperty("parley.root"), "parley.root (expected: the checkout's root)"));
    static final SourceTree THIS = read(ROOT);
  }

  static SourceTree ofThisRepository() {
    return Holder.THIS;
  }

  Stream<SourceFile> java() {
    return files.stream().filter(SourceFile::isJava);
  }

  Optional<SourceFile> file(String path) {
    return files.stream().filter(file -> file.path().equals(path)).findFirst();
  }

  static Path root() {
    return Holder.ROOT;
  }

  static SourceTree read(Path root) {
    List<SourceFile> files = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
              return SKIPPED.contains(folder.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              if (attributes.isRegularFile() && attributes.size() <= LARGEST_FILE) {
                text(file)
                    .map(text -> new SourceFile(relative(root, file), text))
                    .ifPresent(files::add);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new SourceTree(List.copyOf(files));
  }

  private static Optional<String> text(Path file) throws IOException {
    try {
      return Optional.of(Files.readString(file)).filter(text -> text.indexOf('\0') < 0);
    } catch (CharacterCodingException e) {
      // an image or an archive: nothing to read in it
      return Optional.empty();
    }
  }

  private static String relative(Path root, Path file) {
    return root.relativize(file).toString().replace('\\', '/');
  }
}
