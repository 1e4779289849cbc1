package io.parley.client.okhttp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import io.parley.client.RefusedException;
import io.parley.protocol.v1.Code;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;

/// The accounts of a Parley server, over HTTP. Nothing blocks; what the server refuses fails with a
/// [RefusedException], what it did not answer with an `IOException`.
public final class Accounts {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final JsonFactory FACTORY = new JsonFactory();
  private static final long ANSWER_BYTES_MAX = 64 << 10;

  private final OkHttpClient http;
  private final HttpUrl base;

  /// @param http the app's; its proxy, certificates and times count here, and how many requests it
  ///   may have under way
  /// @param base like `https://chat.example.com/`
  public Accounts(OkHttpClient http, URI base) {
    this(http, base, DaemonThreads.pool("parley-accounts"));
  }

  Accounts(OkHttpClient http, URI base, ExecutorService threads) {
    Dispatcher dispatcher = new Dispatcher(threads);
    dispatcher.setMaxRequests(http.dispatcher().getMaxRequests());
    dispatcher.setMaxRequestsPerHost(http.dispatcher().getMaxRequestsPerHost());
    this.http = http.newBuilder().dispatcher(dispatcher).build();
    this.base = HttpUrl.get(base.toString());
  }

  /// @param accessToken for the hello
  /// @param refreshToken good for one refresh
  /// @param expiresIn how long the access token is good
  public record Tokens(String accessToken, String refreshToken, Duration expiresIn) {
    /// Secrets are not for logs.
    @Override
    public String toString() {
      return "Tokens[expiresIn=" + expiresIn + "]";
    }
  }

  /// Fails with `CONFLICT` when the name is taken.
  public CompletableFuture<Void> create(String userId, String password) {
    return post("v1/accounts", Map.of("userId", userId, "password", password), answer -> Void.TYPE)
        .thenAccept(created -> {});
  }

  /// Fails with `UNAUTHENTICATED` when the password is not this user's.
  public CompletableFuture<Tokens> signIn(String userId, String password, String deviceId) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("userId", userId);
    fields.put("password", password);
    fields.put("deviceId", deviceId);
    return post("v1/tokens", fields, Accounts::tokens);
  }

  /// Fails with `UNAUTHENTICATED` when this token was used before, or is none.
  public CompletableFuture<Tokens> refresh(String refreshToken) {
    return post("v1/tokens/refresh", Map.of("refreshToken", refreshToken), Accounts::tokens);
  }

  private static Tokens tokens(Map<String, String> answer) {
    String seconds = answer.getOrDefault("expiresIn", "");
    if (!answer.containsKey("accessToken") || !seconds.matches("\\d{1,9}")) {
      throw new IllegalStateException("tokens: none in the answer (expected: accessToken)");
    }
    return new Tokens(
        answer.getOrDefault("accessToken", ""),
        answer.getOrDefault("refreshToken", ""),
        Duration.ofSeconds(Long.parseLong(seconds)));
  }

  private <A> CompletableFuture<A> post(
      String path, Map<String, String> fields, Function<Map<String, String>, A> read) {
    CompletableFuture<A> done = new CompletableFuture<>();
    Request request =
        new Request.Builder()
            .url(base.newBuilder().addPathSegments(path).build())
            .post(RequestBody.create(json(fields), JSON))
            .build();
    http.newCall(request)
        .enqueue(
            new Callback() {
              @Override
              public void onFailure(Call call, IOException e) {
                done.completeExceptionally(e);
              }

              @Override
              public void onResponse(Call call, Response response) {
                try (response) {
                  Map<String, String> answer = fieldsOf(response);
                  if (response.isSuccessful()) {
                    done.complete(read.apply(answer));
                  } else {
                    done.completeExceptionally(refusal(response, answer));
                  }
                } catch (IOException | RuntimeException e) {
                  done.completeExceptionally(e);
                }
              }
            });
    return done;
  }

  private static RefusedException refusal(Response response, Map<String, String> answer) {
    Code code = Code.CODE_UNSPECIFIED;
    for (Code known : Code.values()) {
      if (known.name().equals(answer.get("code"))) {
        code = known;
      }
    }
    String seconds = response.header("Retry-After", "0");
    return new RefusedException(
        code,
        "HTTP status " + response.code() + " " + answer.getOrDefault("detail", ""),
        seconds != null && seconds.matches("\\d{1,6}")
            ? Duration.ofSeconds(Long.parseLong(seconds))
            : Duration.ZERO);
  }

  private static String json(Map<String, String> fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = FACTORY.createGenerator(text)) {
      out.writeStartObject();
      for (Map.Entry<String, String> field : fields.entrySet()) {
        out.writeStringField(field.getKey(), field.getValue());
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("memory does not fail", e);
    }
    return text.toString();
  }

  /// The plain values of the answer's object; an answer of any other kind has none.
  private static Map<String, String> fieldsOf(Response response) throws IOException {
    Map<String, String> fields = new HashMap<>();
    ResponseBody body = response.peekBody(ANSWER_BYTES_MAX);
    try (JsonParser in = FACTORY.createParser(body.string())) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        return fields;
      }
      for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
        JsonToken value = in.nextToken();
        if (value != null && value.isScalarValue()) {
          fields.put(name, in.getText());
        } else {
          in.skipChildren();
        }
      }
    } catch (JsonProcessingException e) {
      return Map.of(); // a proxy's page, say: the status speaks for itself
    }
    return fields;
  }
}
