package io.parley.testing.delivery;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/// The HTTP part of the protocol's page: accounts, tokens, devices. Blocks.
public final class PlainAccounts {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient client;
  private final URI base;

  /// @param base such as `http://127.0.0.1:8080`
  public PlainAccounts(HttpClient client, URI base) {
    this.client = client;
    this.base = base;
  }

  /// An answer in JSON; a body that is none reads as an empty object.
  public record Answer(int status, String contentType, String body) {
    /// A member at the top, as text; empty if it is not there.
    public String text(String name) {
      Value value = json().getFieldsOrDefault(name, Value.getDefaultInstance());
      return switch (value.getKindCase()) {
        case STRING_VALUE -> value.getStringValue();
        case NUMBER_VALUE -> Long.toString(Math.round(value.getNumberValue()));
        case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
        case NULL_VALUE, STRUCT_VALUE, LIST_VALUE, KIND_NOT_SET -> "";
      };
    }

    private Struct json() {
      Struct.Builder json = Struct.newBuilder();
      try {
        JsonFormat.parser().merge(body, json);
      } catch (InvalidProtocolBufferException e) {
        return Struct.getDefaultInstance();
      }
      return json.build();
    }
  }

  /// What a log-in gives.
  public record Tokens(String access, String refresh) {
    public static Tokens of(Answer answer) {
      return new Tokens(answer.text("accessToken"), answer.text("refreshToken"));
    }
  }

  public Answer create(String userId, String password) throws IOException, InterruptedException {
    return post("/v1/accounts", Map.of("userId", userId, "password", password));
  }

  public Answer logIn(String userId, String password, String deviceId)
      throws IOException, InterruptedException {
    return post("/v1/tokens", Map.of("userId", userId, "password", password, "deviceId", deviceId));
  }

  public Answer refresh(String refreshToken) throws IOException, InterruptedException {
    return post("/v1/tokens/refresh", Map.of("refreshToken", refreshToken));
  }

  public Answer post(String path, Map<String, String> members)
      throws IOException, InterruptedException {
    Struct.Builder json = Struct.newBuilder();
    members.forEach(
        (name, text) -> json.putFields(name, Value.newBuilder().setStringValue(text).build()));
    return post(path, JsonFormat.printer().print(json));
  }

  public Answer post(String path, String body) throws IOException, InterruptedException {
    return answer(
        HttpRequest.newBuilder(base.resolve(path))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
  }

  /// A request with a bearer token and without a body.
  public Answer call(String method, String path, String accessToken)
      throws IOException, InterruptedException {
    return answer(
        HttpRequest.newBuilder(base.resolve(path))
            .header("authorization", "Bearer " + accessToken)
            .method(method, HttpRequest.BodyPublishers.noBody()));
  }

  private Answer answer(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(
            request.timeout(PATIENCE).build(),
            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    String contentType = response.headers().firstValue("content-type").orElse("");
    return new Answer(response.statusCode(), contentType, response.body());
  }
}
