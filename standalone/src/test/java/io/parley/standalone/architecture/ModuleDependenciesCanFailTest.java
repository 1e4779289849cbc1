package io.parley.standalone.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleDependenciesCanFailTest {
  @TempDir Path folder;

  @Test
  void anImportUpTheTableIsRefused() throws IOException {
    JavaClasses classes =
        Snippets.compile(
            folder,
            "package io.parley.edge; public class Gateway {}",
            "package io.parley.protocol; class Upward { io.parley.edge.Gateway gateway; }");
    Findings.refused(imports("protocol"), classes, "Upward.gateway", "No arrow points back up");
    imports("ws-edge").check(classes);
  }

  @Test
  void anImportDownTheTableIsAccepted() throws IOException {
    imports("ws-edge")
        .check(
            Snippets.compile(
                folder,
                "package io.parley.protocol; public class Schema {}",
                "package io.parley.edge; class Gateway { io.parley.protocol.Schema schema; }"));
  }

  @Test
  void enginesMayUseNothingOfOurs() throws IOException {
    JavaClasses classes =
        Snippets.compile(
            folder,
            "package io.parley.protocol; public class Schema {}",
            "package io.parley.engines; class Engine { io.parley.protocol.Schema schema; }");
    Findings.refused(imports("standalone/engines"), classes, "Engine.schema");
  }

  @Test
  void theTestingKitInMainCodeIsRefused() throws IOException {
    JavaClasses classes =
        Snippets.compile(
            folder,
            "package io.parley.testing; public class Clock {}",
            "package io.parley.standalone; class Launch { io.parley.testing.Clock clock; }");
    Findings.refused(imports("standalone"), classes, "Launch.clock");
  }

  @Test
  void aClassOutsideOfEveryRoomIsRefused() throws IOException {
    Findings.refused(
        ModuleRules.everyClassIsInARoom(),
        Snippets.compile(folder, "package io.parley.attic; class Trunk {}"),
        "Trunk");
  }

  @Test
  void aSourceOutsideOfItsModulesPackageIsRefused() {
    String path = "runtime/src/main/java/io/parley/edge/Stray.java";
    Findings.one(ModuleRules.packageFaults(List.of(path)), path, "io.parley.runtime");
  }

  @Test
  void aDependencyUpTheTableIsRefused() throws IOException {
    String edge = dependency("io.parley", "parley-ws-edge", "");
    Findings.one(faults("protocol", edge), "protocol/pom.xml", "parley-ws-edge", "nothing of ours");
    assertEquals(List.of(), faults("standalone", edge));
  }

  @Test
  void aDependencyUpTheTableIsRefusedForTestsToo() throws IOException {
    Findings.one(
        faults("runtime", dependency("io.parley", "parley-presence", "<scope>test</scope>")),
        "parley-presence",
        "scope test");
  }

  @Test
  void theTestingKitIsAcceptedForTestsAlone() throws IOException {
    Findings.one(
        faults("runtime", dependency("io.parley", "parley-testing", "")),
        "parley-testing",
        "for tests");
    assertEquals(
        List.of(),
        faults("runtime", dependency("io.parley", "parley-testing", "<scope>test</scope>")));
  }

  @Test
  void theWholeSystemIsAcceptedForTestsOfWhatIsTestedAgainstIt() throws IOException {
    String inTests = dependency("io.parley", "parley-standalone", "<scope>test</scope>");
    assertEquals(List.of(), faults("gatling", inTests));
    Findings.one(faults("client", inTests), "parley-standalone");
    Findings.one(
        faults("gatling", dependency("io.parley", "parley-standalone", "")), "parley-standalone");
  }

  @Test
  void theRootPomMayNotGiveEveryModuleADependency() throws IOException {
    Findings.one(faults("", dependency("io.parley", "parley-protocol", "")), "no module");
  }

  @Test
  void anUnknownModuleIsRefused() throws IOException {
    Findings.one(faults("runtime", dependency("io.parley", "parley-common", "")), "no module");
  }

  @Test
  void onlyEnginesMayNameTheEnginesArtifacts() throws IOException {
    String redis = dependency("io.parley.engines", "parley-engine-redis", "");
    Findings.one(faults("standalone", redis), "parley-engine-redis");
    assertEquals(List.of(), faults("standalone/engines", redis));
  }

  @Test
  void aDependencyInAProfileIsSeenAndAManagedOneIsNot() throws IOException {
    String edge = dependency("io.parley", "parley-ws-edge", "");
    String managed = "<dependencyManagement>" + edge + "</dependencyManagement>";
    String profile = "<profiles><profile>" + edge + "</profile></profiles>";
    assertEquals(List.of(), faults("protocol", managed));
    Findings.one(faults("protocol", managed + profile), "parley-ws-edge");
  }

  @Test
  void aModuleOutsideOfTheTableIsRefused() {
    Findings.one(ModuleRules.listFaults(List.of("common"), Set.of("common")), "Room.TABLE");
  }

  @Test
  void aModuleOutsideOfTheRootPomIsRefused() {
    Findings.one(ModuleRules.listFaults(List.of(), Set.of("protocol")), "root pom.xml");
  }

  private static ArchRule imports(String room) {
    return ModuleRules.imports(Room.inFolder(room).orElseThrow());
  }

  private static List<String> faults(String module, String dependencies) throws IOException {
    return ModuleRules.dependencyFaults(
        module, Pom.parse("<project>" + dependencies + "</project>"));
  }

  private static String dependency(String group, String artifact, String scope) {
    return "<dependencies><dependency><groupId>%s</groupId><artifactId>%s</artifactId>%s</dependency></dependencies>"
        .formatted(group, artifact, scope);
  }
}
