import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * The check and the enrichment of app/src/record and app/src/pipeline in Java, field by field, with Jackson's streaming
 * reader and writer, its fastest way. One object a thread.
 */
final class LoginEvents {
    private static final int MAX_BYTES = 65_536;
    private final JsonFactory json = new JsonFactory();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    private String userId, appVersion, deviceType, ip, locale, deviceId;
    private long timestamp;

    /** Why a value is refused: the code of the dead letter. */
    static final class Rejected extends Exception {
        Rejected(String code) {
            super(code, null, false, false);
        }
    }

    byte[] process(byte[] value, String eventId) throws Rejected {
        check(value);
        try {
            return enriched(eventId);
        } catch (IOException error) {
            throw new IllegalStateException(error);
        }
    }

    private void check(byte[] value) throws Rejected {
        if (value == null || value.length == 0) throw new Rejected("empty");
        if (value.length > MAX_BYTES) throw new Rejected("too_large");
        boolean ascii = true;
        for (byte one : value) if (one < 0) { ascii = false; break; }
        if (!ascii) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value));
            } catch (CharacterCodingException error) {
                throw new Rejected("invalid_utf8");
            }
        }
        try (JsonParser parser = json.createParser(value)) {
            read(parser);
        } catch (JsonProcessingException error) {
            throw new Rejected("invalid_json");
        } catch (IOException error) {
            throw new IllegalStateException(error);
        }
    }

    /** The whole value is read before anything is refused, as what is no JSON counts as that whatever its fields hold. */
    private void read(JsonParser parser) throws IOException, Rejected {
        userId = appVersion = deviceType = ip = locale = deviceId = null;
        boolean unknown = false, time = false;
        String wrong = null;
        int seen = 0;
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            if (parser.currentToken() == null || parser.nextToken() != null) throw new Rejected("invalid_json");
            throw new Rejected("not_an_object");
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            String problem = null;
            switch (name) {
                case "user_id" -> { seen |= 1; userId = parser.getValueAsString(); problem = text(token, userId, 1, 256); }
                case "device_type" -> { seen |= 2; deviceType = parser.getValueAsString(); problem = text(token, deviceType, 1, 64); }
                case "ip" -> {
                    seen |= 4;
                    ip = parser.getValueAsString();
                    problem = token != JsonToken.VALUE_STRING ? "wrong_type" : Addresses.valid(ip) ? null : "invalid_value";
                }
                case "timestamp" -> { seen |= 8; time = timestamp(parser, token); problem = time ? null : "invalid_value"; }
                case "app_version" -> { appVersion = optional(parser, token); problem = orNull(token, appVersion, 64); }
                case "locale" -> { locale = optional(parser, token); problem = orNull(token, locale, 64); }
                case "device_id" -> { deviceId = optional(parser, token); problem = orNull(token, deviceId, 256); }
                default -> unknown = true;
            }
            if (problem != null && wrong == null) wrong = problem;
            parser.skipChildren();
        }
        if (parser.nextToken() != null) throw new Rejected("invalid_json");
        if (seen != 15) throw new Rejected("missing_field");
        if (unknown) throw new Rejected("unknown_field");
        if (wrong != null) throw new Rejected(wrong);
    }

    private static String optional(JsonParser parser, JsonToken token) throws IOException {
        return token == JsonToken.VALUE_STRING ? parser.getText() : null;
    }

    private static String orNull(JsonToken token, String value, int most) {
        return token == JsonToken.VALUE_NULL ? null : text(token, value, 0, most);
    }

    private static String text(JsonToken token, String value, int least, int most) {
        if (token != JsonToken.VALUE_STRING) return "wrong_type";
        int length = value.length();
        if (length > most) length = value.codePointCount(0, length);
        return length < least || length > most ? "invalid_value" : null;
    }

    private boolean timestamp(JsonParser parser, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
            double value = parser.getDoubleValue();
            timestamp = (long) value;
            return value >= 0 && value <= 99_999_999_999.0 && value == timestamp;
        }
        if (token != JsonToken.VALUE_STRING) return false;
        String digits = parser.getText();
        if (digits.isEmpty() || digits.length() > 11) return false;
        long value = 0;
        for (int index = 0; index < digits.length(); index += 1) {
            int digit = digits.charAt(index) - '0';
            if (digit < 0 || digit > 9) return false;
            value = value * 10 + digit;
        }
        timestamp = value;
        return true;
    }

    private byte[] enriched(String eventId) throws IOException {
        out.reset();
        try (JsonGenerator writer = json.createGenerator(out)) {
            writer.writeStartObject();
            writer.writeStringField("event_id", eventId);
            writer.writeStringField("event_time", time(timestamp));
            writer.writeStringField("user_id", userId);
            writer.writeStringField("app_version", appVersion);
            writer.writeStringField("device_type", deviceType);
            writer.writeStringField("masked_ip", Addresses.mask(ip));
            writer.writeStringField("locale", locale);
            writer.writeStringField("device_id", deviceId);
            writer.writeNumberField("timestamp", timestamp);
            writer.writeEndObject();
        }
        return out.toByteArray();
    }

    /** "2026-09-21T14:13:20.000Z" */
    private static String time(long seconds) {
        LocalDateTime at = LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC);
        char[] text = "0000-00-00T00:00:00.000Z".toCharArray();
        digits(text, 0, 4, at.getYear());
        digits(text, 5, 2, at.getMonthValue());
        digits(text, 8, 2, at.getDayOfMonth());
        digits(text, 11, 2, at.getHour());
        digits(text, 14, 2, at.getMinute());
        digits(text, 17, 2, at.getSecond());
        return new String(text);
    }

    private static void digits(char[] text, int start, int count, int value) {
        for (int index = start + count - 1; index >= start; index -= 1, value /= 10) text[index] = (char) ('0' + value % 10);
    }
}
