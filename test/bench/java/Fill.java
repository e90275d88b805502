import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes events with key and header, as fast as it can or at a rate: Fill BOOTSTRAP TOPIC RECORDS VALUES KEYS RATE.
 * At a rate (events a second; 0: none) each record's timestamp is when it was due, whether or not it could be sent then.
 */
public final class Fill {
    public static void main(String[] args) throws Exception {
        String topic = args[1];
        long records = Long.parseLong(args[2]);
        byte[][] values = lines(args[3]);
        byte[][] keys = lines(args[4]);
        double rate = Double.parseDouble(args[5]);
        byte[] version = "1".getBytes(StandardCharsets.UTF_8);
        AtomicReference<Exception> failure = new AtomicReference<>();
        Map<String, Object> config = Map.of(
            "bootstrap.servers", args[0], "acks", "all", "linger.ms", rate > 0 ? 1 : 5,
            "batch.size", rate > 0 ? 65_536 : 262_144, "buffer.memory", 67_108_864L);
        long began;
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.partitionsFor(topic);
            began = System.nanoTime();
            long beganMs = System.currentTimeMillis();
            for (long index = 0; index < records; index += 1) {
                long due = rate > 0 ? (long) (index * 1e9 / rate) : 0;
                for (long wait = due - (System.nanoTime() - began); wait > 0; wait = due - (System.nanoTime() - began))
                    LockSupport.parkNanos(Math.min(wait, 1_000_000));
                int kind = (int) (index % values.length);
                Long timestamp = rate > 0 ? beganMs + due / 1_000_000 : null;
                ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(topic, null, timestamp, keys[kind], values[kind]);
                record.headers().add("schema-version", version);
                producer.send(record, (metadata, error) -> { if (error != null) failure.set(error); });
                if (failure.get() != null) throw failure.get();
            }
            producer.flush();
        }
        if (failure.get() != null) throw failure.get();
        System.out.printf("{\"records\":%d,\"seconds\":%.3f}%n", records, (System.nanoTime() - began) / 1e9);
    }

    /** Bytes between line feeds; a value may be empty and need not be text. */
    static byte[][] lines(String file) throws Exception {
        byte[] all = Files.readAllBytes(Path.of(file));
        List<byte[]> lines = new ArrayList<>();
        for (int start = 0; start < all.length; ) {
            int end = start;
            while (all[end] != '\n') end += 1;
            lines.add(java.util.Arrays.copyOfRange(all, start, end));
            start = end + 1;
        }
        return lines.toArray(byte[][]::new);
    }
}
