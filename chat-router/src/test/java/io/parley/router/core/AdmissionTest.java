package io.parley.router.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.Command;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final ByteString KEY = ByteString.copyFromUtf8("d:ann:bob");

  private static Code codeOf(ByteString key, Command command) {
    return ((Admission.Rejected) Admission.of(key, command)).refusal().code();
  }

  @Test
  void commandOfAMemberIsAdmitted() {
    assertEquals(new Admission.Admitted(Given.SUBJECT), Admission.of(KEY, Given.send("bob", "c")));
  }

  @Test
  void keyAndConversationMustAgree() {
    assertEquals(Code.INVALID, codeOf(ByteString.copyFromUtf8("other"), Given.send("bob", "c")));
    assertTrue(Admission.of(null, Given.send("bob", "c")) instanceof Admission.Rejected);
  }

  @Test
  void whatIsNoConversationIsNotFound() {
    Command command = Given.send("bob", "c").toBuilder().setConversation("d:bob:ann").build();
    assertEquals(Code.NOT_FOUND, codeOf(ByteString.copyFromUtf8("d:bob:ann"), command));
  }

  @Test
  void strangersAreForbidden() {
    assertEquals(Code.FORBIDDEN, codeOf(KEY, Given.send("eve", "c")));
  }

  @Test
  void whatNoDeliveryCouldCarryIsTooLarge() {
    Command command = Given.send("bob", "c");
    Command large =
        command.toBuilder()
            .setSend(command.getSend().toBuilder().setText("x".repeat(Admission.BYTES_MAX)))
            .build();
    assertEquals(Code.TOO_LARGE, codeOf(KEY, large));
  }

  @Test
  void whatIsNoCommandIsNotRead() {
    assertTrue(Admission.read(ByteString.copyFromUtf8("\u0001nothing")).isEmpty());
    assertTrue(Admission.read(ByteString.EMPTY).isEmpty());
    assertTrue(Admission.read(Given.send("bob", "c").toByteString()).isPresent());
  }
}
