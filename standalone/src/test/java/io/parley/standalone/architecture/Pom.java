package io.parley.standalone.architecture;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/// What the rules read in a pom.xml: the modules, and every declared dependency outside of
/// `dependencyManagement`, those of profiles and plugins too.
record Pom(List<String> modules, List<Dependency> dependencies) {
  record Dependency(String group, String artifact, String scope) {
    boolean isOurs() {
      return group.equals("io.parley") || group.startsWith("io.parley.");
    }

    boolean forTestsOnly() {
      return scope.equals("test");
    }
  }

  static Pom parse(String xml) throws IOException {
    Document document;
    try {
      DocumentBuilder builder = DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder();
      document = builder.parse(new InputSource(new StringReader(xml)));
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException("not a pom: " + e.getMessage(), e);
    }
    return new Pom(
        elements(document.getElementsByTagName("module"))
            .map(module -> module.getTextContent().strip())
            .toList(),
        elements(document.getElementsByTagName("dependency"))
            .filter(dependency -> !isManaged(dependency))
            .map(Pom::dependency)
            .toList());
  }

  private static Dependency dependency(Element element) {
    String scope = child(element, "scope");
    return new Dependency(
        child(element, "groupId"),
        child(element, "artifactId"),
        scope.isEmpty() ? "compile" : scope);
  }

  private static String child(Element element, String name) {
    return elements(element.getChildNodes())
        .filter(child -> child.getTagName().equals(name))
        .map(child -> child.getTextContent().strip())
        .findFirst()
        .orElse("");
  }

  private static boolean isManaged(Element dependency) {
    Node list = dependency.getParentNode();
    return list.getParentNode().getNodeName().equals("dependencyManagement");
  }

  private static Stream<Element> elements(NodeList nodes) {
    return IntStream.range(0, nodes.getLength())
        .mapToObj(nodes::item)
        .filter(Element.class::isInstance)
        .map(Element.class::cast);
  }
}
