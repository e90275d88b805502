import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * The rival of the application's processor: the same check, enrichment and dead letters on Kafka Streams.
 * StreamsPipeline INPUT OUTPUT DEAD [PROPERTY=VALUE ...]; writes "running" when it has its partitions, ends on SIGTERM.
 */
public final class StreamsPipeline {
    private static final String[] KEPT = {"correlation-id", "idempotency-key", "idempotency-line"};
    private static final byte[] VERSION = "1".getBytes(StandardCharsets.UTF_8);

    public static void main(String[] args) throws Exception {
        Properties config = new Properties();
        config.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        config.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.ByteArraySerde.class);
        for (int index = 3; index < args.length; index += 1) {
            int equals = args[index].indexOf('=');
            config.put(args[index].substring(0, equals), args[index].substring(equals + 1));
        }
        // Both results go by the key, as the input does, and so to the partition of the same number.
        Topology topology = new Topology();
        topology.addSource("input", args[0]);
        topology.addProcessor("transform", Transform::new, "input");
        topology.addSink("output", args[1], "transform");
        topology.addSink("dead", args[2], "transform");
        KafkaStreams streams = new KafkaStreams(topology, config);
        CountDownLatch over = new CountDownLatch(1);
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.RUNNING) System.out.println("running");
            if (now == KafkaStreams.State.ERROR) Runtime.getRuntime().halt(1);
        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            streams.close();
            over.countDown();
            Runtime.getRuntime().halt(0);
        }));
        streams.start();
        over.await();
    }

    private static final class Transform implements Processor<byte[], byte[], byte[], byte[]> {
        private final LoginEvents events = new LoginEvents();
        private ProcessorContext<byte[], byte[]> context;

        @Override
        public void init(ProcessorContext<byte[], byte[]> own) {
            context = own;
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            RecordMetadata from = context.recordMetadata().orElseThrow();
            Headers headers = record.headers();
            Header version = headers.lastHeader("schema-version");
            try {
                if (version != null && !(version.value().length == 1 && version.value()[0] == '1'))
                    throw new LoginEvents.Rejected("unsupported_schema_version");
                String id = from.topic() + "-" + from.partition() + "-" + from.offset();
                byte[] value = events.process(record.value(), id);
                RecordHeaders own = new RecordHeaders();
                own.add("schema-version", VERSION);
                own.add("event-id", bytes(id));
                for (String name : KEPT) {
                    Header kept = headers.lastHeader(name);
                    if (kept != null) own.add(kept);
                }
                context.forward(new Record<>(record.key(), value, record.timestamp(), own), "output");
            } catch (LoginEvents.Rejected rejected) {
                RecordHeaders own = new RecordHeaders(headers);
                own.add("dead-letter-reason", bytes(rejected.getMessage()));
                own.add("dead-letter-detail", bytes("The event is not valid."));
                own.add("dead-letter-schema-version", VERSION);
                own.add("dead-letter-time", bytes(Instant.now().toString()));
                own.add("dead-letter-source-topic", bytes(from.topic()));
                own.add("dead-letter-source-partition", bytes(Integer.toString(from.partition())));
                own.add("dead-letter-source-offset", bytes(Long.toString(from.offset())));
                own.add("dead-letter-source-timestamp", bytes(Long.toString(record.timestamp())));
                context.forward(new Record<>(record.key(), record.value(), record.timestamp(), own), "dead");
            }
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }
}
