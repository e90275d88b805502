import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * Whether two topics hold the same, record by record in each partition: Compare BOOTSTRAP TOPIC OTHER.
 * Keys, values and headers must be equal; values that differ in bytes count as equal when they are the same JSON. The time at
 * which a dead letter was set aside and the sentence of its reason are each program's own.
 */
public final class Compare {
    private static final Set<String> OWN = Set.of("dead-letter-time", "dead-letter-detail");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static long same, sameJson, different;
    private static String example = "";

    /** The committed records of a partition, one after the other. */
    private static final class Records implements Iterator<ConsumerRecord<byte[], byte[]>> {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final TopicPartition partition;
        private final long end;
        private final ArrayDeque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();

        Records(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
            this.consumer = consumer;
            this.partition = partition;
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            end = consumer.endOffsets(List.of(partition)).get(partition);
        }

        @Override
        public boolean hasNext() {
            while (waiting.isEmpty() && consumer.position(partition) < end)
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) waiting.add(record);
            return !waiting.isEmpty();
        }

        @Override
        public ConsumerRecord<byte[], byte[]> next() {
            return waiting.remove();
        }
    }

    public static void main(String[] args) throws Exception {
        try (KafkaConsumer<byte[], byte[]> one = Reader.open(args[0]); KafkaConsumer<byte[], byte[]> two = Reader.open(args[0])) {
            for (TopicPartition partition : Reader.partitions(one, args[1])) {
                Records left = new Records(one, partition);
                Records right = new Records(two, new TopicPartition(args[2], partition.partition()));
                while (left.hasNext() & right.hasNext()) compare(left.next(), right.next());
                for (; left.hasNext(); left.next()) differs("only in " + args[1], partition);
                for (; right.hasNext(); right.next()) differs("only in " + args[2], partition);
            }
        }
        System.out.printf("{\"same\":%d,\"sameJson\":%d,\"different\":%d,\"example\":%s}%n",
            same, sameJson, different, JSON.writeValueAsString(example));
    }

    private static void compare(ConsumerRecord<byte[], byte[]> left, ConsumerRecord<byte[], byte[]> right) throws Exception {
        if (!Arrays.equals(left.key(), right.key()) || !headers(left).equals(headers(right))) differs(left, right);
        else if (Arrays.equals(left.value(), right.value())) same += 1;
        else if (JSON.readTree(left.value()).equals(JSON.readTree(right.value()))) sameJson += 1;
        else differs(left, right);
    }

    private static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> all = new TreeMap<>();
        for (Header header : record.headers())
            if (!OWN.contains(header.key())) all.merge(header.key(), text(header.value()), (a, b) -> a + ", " + b);
        return all;
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "null" : new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static void differs(Object left, Object right) {
        different += 1;
        if (!example.isEmpty()) return;
        example = describe(left) + " and " + describe(right);
    }

    @SuppressWarnings("unchecked")
    private static String describe(Object thing) {
        if (!(thing instanceof ConsumerRecord)) return String.valueOf(thing);
        ConsumerRecord<byte[], byte[]> record = (ConsumerRecord<byte[], byte[]>) thing;
        return record.topic() + "-" + record.partition() + "-" + record.offset() + " " + headers(record) + " "
            + text(record.value());
    }
}
