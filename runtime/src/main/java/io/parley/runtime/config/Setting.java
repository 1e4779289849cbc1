package io.parley.runtime.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Makes a component of a configuration record a key of the configuration.
///
/// The key is the component's name in kebab case below the keys of the records around it
/// (`edge.max-frame-size`); in the environment it is `PARLEY_EDGE_MAX_FRAME_SIZE`. A component that
/// is itself a record is a section: its `doc` heads it, and nothing else applies.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Setting {
  /// What it is for, in a sentence or two.
  String doc();

  /// The value when nobody sets one, as it would be written.
  String standard() default "";

  /// The least value allowed, as it would be written; empty for none.
  String min() default "";

  /// The greatest value allowed, as it would be written; empty for none.
  String max() default "";

  /// Whether the value must never be shown, nor the names in it if it is a map. A record that
  /// refuses it says so in a message that begins with the component's name and a colon.
  boolean secret() default false;
}
