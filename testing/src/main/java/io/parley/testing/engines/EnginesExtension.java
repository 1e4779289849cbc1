package io.parley.testing.engines;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives a test class its [TestEngines], starting the engines if this build has not yet, and heals
/// after each test what it broke.
public final class EnginesExtension implements ParameterResolver, AfterEachCallback {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(EnginesExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestEngines.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return enginesOf(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    TestEngines engines = classStore(context).get(TestEngines.class, TestEngines.class);
    if (engines != null) {
      engines.healAll();
    }
  }

  private static TestEngines enginesOf(ExtensionContext context) {
    return classStore(context)
        .getOrComputeIfAbsent(
            TestEngines.class, _ -> EngineHostClient.connect().engines(), TestEngines.class);
  }

  /// One store per test class, whether a method or the class asks.
  private static ExtensionContext.Store classStore(ExtensionContext context) {
    ExtensionContext ofClass = context;
    while (ofClass.getTestMethod().isPresent()) {
      ofClass = ofClass.getParent().orElseThrow();
    }
    return ofClass.getStore(NAMESPACE);
  }
}
