import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * How long events took: Latency BOOTSTRAP INPUT OUTPUT DEAD SKIP. An input's timestamp says when it was due, an output's when
 * the broker appended it; the header says whose output it is. Events due in the first SKIP milliseconds are left out.
 */
public final class Latency {
    private static final int MOST = 600_000;
    private static final Map<Integer, long[]> due = new HashMap<>();
    private static final int[] counts = new int[MOST + 1];
    private static long first = Long.MAX_VALUE, outputs;

    public static void main(String[] args) {
        try (KafkaConsumer<byte[], byte[]> consumer = Reader.open(args[0])) {
            List<TopicPartition> input = Reader.partitions(consumer, args[1]);
            consumer.endOffsets(input).forEach((partition, end) -> due.put(partition.partition(), new long[end.intValue()]));
            Reader.each(consumer, input, record -> {
                due.get(record.partition())[(int) record.offset()] = record.timestamp();
                first = Math.min(first, record.timestamp());
            });
            long from = first + Long.parseLong(args[4]);
            Reader.each(consumer, Reader.partitions(consumer, args[2]), record -> add(record, "event-id", from));
            Reader.each(consumer, Reader.partitions(consumer, args[3]), record -> add(record, "dead-letter-source-offset", from));
        }
        System.out.printf("{\"outputs\":%d,\"p50\":%d,\"p90\":%d,\"p99\":%d,\"p999\":%d,\"max\":%d}%n",
            outputs, at(0.5), at(0.9), at(0.99), at(0.999), at(1));
    }

    private static void add(ConsumerRecord<byte[], byte[]> record, String name, long from) {
        outputs += 1;
        Header header = record.headers().lastHeader(name);
        byte[] text = header.value();
        long offset = 0;
        int start = text.length;
        while (start > 0 && text[start - 1] >= '0' && text[start - 1] <= '9') start -= 1;
        for (int index = start; index < text.length; index += 1) offset = offset * 10 + (text[index] - '0');
        // Both programs write to the partition that they read from; the comparison of the rows proves it.
        long at = due.get(record.partition())[(int) offset];
        if (at >= from) counts[(int) Math.max(0, Math.min(MOST, record.timestamp() - at))] += 1;
    }

    /** Milliseconds that this share of the events took at most. */
    private static int at(double share) {
        long all = 0;
        for (int count : counts) all += count;
        long wanted = (long) Math.ceil(all * share);
        long sum = 0;
        for (int ms = 0; ms <= MOST; ms += 1) {
            sum += counts[ms];
            if (sum >= wanted) return ms;
        }
        return MOST;
    }
}
