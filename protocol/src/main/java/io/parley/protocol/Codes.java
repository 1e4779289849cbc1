package io.parley.protocol;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import io.parley.protocol.v1.CloseCode;
import io.parley.protocol.v1.ClosePolicy;
import io.parley.protocol.v1.Code;
import io.parley.protocol.v1.CodesProto;
import io.parley.protocol.v1.ErrorPolicy;
import io.parley.protocol.v1.Reconnect;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the codes mean, as the options in `codes.proto` say: read once, when this class is loaded.
public final class Codes {
  private static final Map<Code, ErrorMeaning> ERRORS =
      known(Code.values(), Code.UNRECOGNIZED).collect(byCode(Codes::readError));
  private static final Map<CloseCode, CloseMeaning> CLOSES =
      known(CloseCode.values(), CloseCode.UNRECOGNIZED).collect(byCode(Codes::readClose));

  private Codes() {}

  /// What an error code tells its receiver.
  ///
  /// @param number the enum's; stable, and shorter than the name in metrics and logs
  /// @param retryable the same request can succeed later, unchanged
  /// @param httpStatus of a problem+json answer with this code
  public record ErrorMeaning(
      Code code, int number, boolean retryable, Reconnect reconnect, int httpStatus) {}

  /// What a close code tells the client.
  ///
  /// @param number of the WebSocket close frame
  /// @param reason its text
  public record CloseMeaning(CloseCode code, int number, Reconnect reconnect, String reason) {}

  /// A code this build does not know means what `CODE_UNSPECIFIED` means.
  public static ErrorMeaning of(Code code) {
    return required(ERRORS, code == Code.UNRECOGNIZED ? Code.CODE_UNSPECIFIED : code);
  }

  /// A code this build does not know means what `CLOSE_UNSPECIFIED` means.
  public static CloseMeaning of(CloseCode code) {
    return required(CLOSES, code == CloseCode.UNRECOGNIZED ? CloseCode.CLOSE_UNSPECIFIED : code);
  }

  /// What a client does after a close frame with this number, also one that is not ours (1006,
  /// 1011).
  public static CloseMeaning ofClose(int number) {
    CloseCode code = CloseCode.forNumber(number);
    return of(code == null ? CloseCode.CLOSE_UNSPECIFIED : code);
  }

  private static ErrorMeaning readError(Code code) {
    EnumValueDescriptor value = code.getValueDescriptor();
    if (!value.getOptions().hasExtension(CodesProto.error)) {
      throw new IllegalStateException(value.getFullName() + ": no option (expected: error)");
    }
    ErrorPolicy policy = value.getOptions().getExtension(CodesProto.error);
    return new ErrorMeaning(
        code,
        value.getNumber(),
        policy.getRetryable(),
        policy.getReconnect(),
        policy.getHttpStatus());
  }

  private static CloseMeaning readClose(CloseCode code) {
    EnumValueDescriptor value = code.getValueDescriptor();
    if (!value.getOptions().hasExtension(CodesProto.close)) {
      throw new IllegalStateException(value.getFullName() + ": no option (expected: close)");
    }
    ClosePolicy policy = value.getOptions().getExtension(CodesProto.close);
    return new CloseMeaning(code, value.getNumber(), policy.getReconnect(), policy.getReason());
  }

  private static <C> Stream<C> known(C[] values, C unrecognized) {
    return Stream.of(values).filter(value -> !value.equals(unrecognized));
  }

  private static <C, M> Collector<C, ?, Map<C, M>> byCode(Function<C, M> read) {
    return Collectors.toUnmodifiableMap(Function.identity(), read);
  }

  private static <C, M> M required(Map<C, M> meanings, C code) {
    M meaning = meanings.get(code);
    if (meaning == null) {
      throw new IllegalStateException(code + ": no meaning (expected: one for each code)");
    }
    return meaning;
  }
}
