import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The Java client beside the application's: Interop write BOOTSTRAP RECORDS TOPIC=CODEC ... writes random records to partition 0 of each
 * topic, and Interop read BOOTSTRAP TOPIC ... reads them with the check of checksums. Both print each record as a line: topic, offset,
 * timestamp, key, value, then name and value of each header; bytes in base64, empty ones as "=", null as "-".
 */
public final class Interop {
    private Interop() {}

    public static void main(String[] args) throws Exception {
        PrintStream out = new PrintStream(System.out, false);
        if (args[0].equals("write"))
            for (int at = 3; at < args.length; at += 1) {
                String[] parts = args[at].split("=");
                write(args[1], parts[0], parts[1], Integer.parseInt(args[2]), at, out);
            }
        else for (int at = 2; at < args.length; at += 1) read(args[1], args[at], out);
        out.flush();
    }

    private static void read(String bootstrap, String topic, PrintStream out) {
        Map<String, Object> config = Map.of(
            "bootstrap.servers", bootstrap, "check.crcs", true, "isolation.level", "read_committed", "max.poll.records", 10_000);
        TopicPartition partition = new TopicPartition(topic, 0);
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end)
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200)))
                    print(out, topic, record.offset(), record.timestamp(), record.key(), record.value(), record.headers().toArray());
        }
    }

    private static void write(String bootstrap, String topic, String codec, int records, long seed, PrintStream out) {
        Map<String, Object> config = Map.of(
            "bootstrap.servers", bootstrap, "acks", "all", "linger.ms", 50, "batch.size", 200_000,
            "compression.type", codec, "enable.idempotence", true);
        Random random = new Random(seed);
        try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int index = 0; index < records; index += 1) {
                long timestamp = 1_700_000_000_000L + random.nextInt(1_000_000);
                var record = new ProducerRecord<>(topic, 0, timestamp, maybe(random, 40), maybe(random, 400));
                for (int header = random.nextInt(4); header > 0; header -= 1)
                    record.headers().add(new RecordHeader("name-" + random.nextInt(9) + "-" + header, some(random, 30)));
                producer.send(record, (metadata, error) -> {
                    if (error != null) throw new IllegalStateException(error);
                    print(out, topic, metadata.offset(), timestamp, record.key(), record.value(), record.headers().toArray());
                });
            }
        }
    }

    /** Null, empty, of few letters, or any bytes. */
    private static byte[] maybe(Random random, int most) {
        int kind = random.nextInt(12);
        return kind == 0 ? null : kind == 1 ? new byte[0] : some(random, most);
    }

    private static byte[] some(Random random, int most) {
        byte[] bytes = new byte[1 + random.nextInt(most)];
        if (random.nextBoolean()) Arrays.fill(bytes, (byte) ('a' + random.nextInt(26)));
        else random.nextBytes(bytes);
        return bytes;
    }

    private static void print(PrintStream out, String topic, long offset, long timestamp, byte[] key, byte[] value,
            Header[] headers) {
        StringBuilder line = new StringBuilder(topic).append(' ').append(offset).append(' ').append(timestamp);
        line.append(' ').append(text(key)).append(' ').append(text(value));
        for (Header header : headers) line.append(' ').append(header.key()).append(' ').append(text(header.value()));
        out.println(line);
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "-" : bytes.length == 0 ? "=" : Base64.getEncoder().encodeToString(bytes);
    }
}
