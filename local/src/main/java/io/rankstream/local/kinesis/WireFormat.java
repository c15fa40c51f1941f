package io.rankstream.local.kinesis;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;

/** The two encodings that clients of Kinesis speak. They differ in bytes and timestamps only. */
abstract class WireFormat {

    /** Timestamps are epoch seconds with a fraction. */
    static final WireFormat JSON =
            new WireFormat("application/x-amz-json-1.1", new JsonFactory()) {
                @Override
                void writeTimestamp(Instant timestamp, JsonGenerator generator) throws IOException {
                    generator.writeNumber(BigDecimal.valueOf(timestamp.toEpochMilli(), 3));
                }

                @Override
                Instant readTimestamp(JsonParser parser) throws IOException {
                    BigDecimal millis = parser.getDecimalValue().movePointRight(3);
                    return Instant.ofEpochMilli(millis.longValue());
                }
            };

    /** Timestamps are epoch milliseconds under tag 1, where RFC 8949 has seconds. */
    static final WireFormat CBOR =
            new WireFormat("application/x-amz-cbor-1.1", new CBORFactory()) {
                @Override
                void writeTimestamp(Instant timestamp, JsonGenerator generator) throws IOException {
                    ((CBORGenerator) generator).writeTag(1);
                    generator.writeNumber(timestamp.toEpochMilli());
                }

                @Override
                Instant readTimestamp(JsonParser parser) throws IOException {
                    return Instant.ofEpochMilli(parser.getNumberValue().longValue());
                }
            };

    private final String contentType;
    private final ObjectMapper mapper;

    private WireFormat(String contentType, JsonFactory factory) {
        this.contentType = contentType;
        this.mapper =
                new ObjectMapper(factory)
                        .setPropertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
                        .setSerializationInclusion(JsonInclude.Include.NON_NULL)
                        // Clients newer than this server may send members it does not know.
                        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .registerModule(timestamps());
    }

    /** The format of a request; JSON unless the client says CBOR. */
    static WireFormat of(String contentType) {
        boolean cbor = contentType != null && contentType.toLowerCase(Locale.ROOT).contains("cbor");
        return cbor ? CBOR : JSON;
    }

    String contentType() {
        return contentType;
    }

    /** An empty body stands for a request without members. */
    <T> T read(byte[] body, Class<T> type) {
        try {
            if (body.length == 0) {
                return mapper.convertValue(mapper.createObjectNode(), type);
            }
            return mapper.readValue(body, type);
        } catch (JsonProcessingException e) {
            throw KinesisException.serialization(e.getOriginalMessage());
        } catch (IOException e) {
            throw KinesisException.serialization(String.valueOf(e.getMessage()));
        }
    }

    byte[] write(Object answer) {
        try {
            return mapper.writeValueAsBytes(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write " + answer.getClass(), e);
        }
    }

    abstract void writeTimestamp(Instant timestamp, JsonGenerator generator) throws IOException;

    abstract Instant readTimestamp(JsonParser parser) throws IOException;

    private SimpleModule timestamps() {
        return new SimpleModule()
                .addSerializer(
                        Instant.class,
                        new JsonSerializer<Instant>() {
                            @Override
                            public void serialize(
                                    Instant value,
                                    JsonGenerator generator,
                                    SerializerProvider provider)
                                    throws IOException {
                                writeTimestamp(value, generator);
                            }
                        })
                .addDeserializer(
                        Instant.class,
                        new JsonDeserializer<Instant>() {
                            @Override
                            public Instant deserialize(
                                    JsonParser parser, DeserializationContext context)
                                    throws IOException {
                                if (!parser.currentToken().isNumeric()) {
                                    context.reportInputMismatch(
                                            Instant.class, "A timestamp must be a number");
                                }
                                return readTimestamp(parser);
                            }
                        });
    }
}
