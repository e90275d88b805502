import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * What a topic holds: Verify BOOTSTRAP TOPIC VALUES. Sum of the values' CRC-32, and how many are none of the file's.
 * Times are those of the records, milliseconds; of bytes and last bytes there is the same sum that the Node consumers make.
 */
public final class Verify {
    long records, foreign, bytes, sum, look;
    long first = Long.MAX_VALUE, last = Long.MIN_VALUE;
    final Set<Long> known = new HashSet<>();

    public static void main(String[] args) throws Exception {
        Verify all = new Verify();
        for (byte[] value : Fill.lines(args[2])) all.known.add(crc(value));
        try (KafkaConsumer<byte[], byte[]> consumer = Reader.open(args[0])) {
            Reader.each(consumer, Reader.partitions(consumer, args[1]), all::add);
        }
        System.out.printf(
            "{\"records\":%d,\"foreign\":%d,\"checksum\":\"%d\",\"bytes\":%d,\"sum\":%d,\"first\":%d,\"last\":%d}%n",
            all.records, all.foreign, all.sum, all.bytes, all.look, all.first, all.last);
    }

    private void add(ConsumerRecord<byte[], byte[]> record) {
        records += 1;
        long crc = crc(record.value());
        sum += crc;
        if (!known.contains(crc)) foreign += 1;
        look(record.key());
        look(record.value());
        var header = record.headers().iterator();
        if (header.hasNext()) look(header.next().value());
        first = Math.min(first, record.timestamp());
        last = Math.max(last, record.timestamp());
    }

    private void look(byte[] part) {
        if (part == null || part.length == 0) return;
        bytes += part.length;
        look += (part[part.length - 1] & 255) + (part[part.length >> 1] & 255);
    }

    private static long crc(byte[] value) {
        CRC32 crc = new CRC32();
        crc.update(value);
        return crc.getValue();
    }
}
