import java.io.FileInputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What Confluent's registry does with Kafka, by its configuration and with Kafka's own clients (KafkaStore, KafkaStoreReaderThread,
 * KafkaSchemaRegistry and KafkaGroupLeaderElector of schema-registry 8.3; ClusterStatus of its image): Store PROPERTIES ADMIN_PROPERTIES.
 * Prints a line for each thing it did, and "denied WHAT" for each that it must not do.
 */
public final class Store {
    private Store() {}

    public static void main(String[] args) throws Exception {
        Properties rendered = load(args[0]);
        // Of the image, before the registry starts: the properties under kafkastore. alone.
        try (Admin admin = Admin.create(load(args[1]))) {
            System.out.println("ready " + admin.describeCluster().nodes().get().size());
        }
        // As RestConfig, which is an AbstractConfig, resolves what comes from a provider.
        AbstractConfig config = new AbstractConfig(new ConfigDef(), rendered, false);
        Map<String, Object> client = config.originalsWithPrefix("kafkastore.");
        String topic = (String) client.get("topic");
        try (Admin admin = Admin.create(new HashMap<>(client))) {
            System.out.println("cluster " + admin.describeCluster().clusterId().get());
            denied("a topic", () -> admin.createTopics(List.of(new NewTopic("other", 1, (short) 1))).all().get());
        }
        write(client, topic);
        read(client, topic);
        elect(client, (String) config.originals().get("schema.registry.group.id"));
        denied("another topic", () -> write(client, "login-events"));
        denied("another group", () -> elect(client, "login-processor"));
    }

    private static Properties load(String file) throws Exception {
        Properties properties = new Properties();
        try (FileInputStream in = new FileInputStream(file)) {
            properties.load(in);
        }
        return properties;
    }

    private static void write(Map<String, Object> client, String topic) throws Exception {
        Map<String, Object> config = new HashMap<>(client);
        config.putAll(Map.of("acks", "-1", "enable.idempotence", true, "max.block.ms", 15_000));
        try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            var record = new ProducerRecord<>(topic, 0, "key".getBytes(), "value".getBytes());
            System.out.println("wrote " + producer.send(record).get().offset());
        }
    }

    private static void read(Map<String, Object> client, String topic) {
        Map<String, Object> config = new HashMap<>(client);
        config.putAll(Map.of("auto.offset.reset", "earliest", "enable.auto.commit", "false"));
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            System.out.println("partitions " + consumer.partitionsFor(topic).size());
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            int count = 0;
            for (int tries = 0; tries < 20 && count == 0; tries += 1) count = consumer.poll(Duration.ofSeconds(1)).count();
            System.out.println("read " + count);
        }
    }

    /** The registry joins with a protocol of its own; to the group's coordinator and its rights it is a member like any other. */
    private static void elect(Map<String, Object> client, String group) {
        Map<String, Object> config = new HashMap<>(client);
        config.putAll(Map.of("group.id", group, "enable.auto.commit", "false"));
        String topic = (String) client.get("topic");
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(topic));
            for (int tries = 0; tries < 30 && consumer.assignment().isEmpty(); tries += 1) consumer.poll(Duration.ofSeconds(1));
            System.out.println("joined " + group + " " + consumer.assignment().size());
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void denied(String what, Work work) throws Exception {
        try {
            work.run();
            System.out.println("allowed " + what);
        } catch (ExecutionException error) {
            System.out.println(authorization(error.getCause()) ? "denied " + what : "failed " + what + ": " + error);
        } catch (RuntimeException error) {
            System.out.println(authorization(error) ? "denied " + what : "failed " + what + ": " + error);
        }
    }

    private static boolean authorization(Throwable error) {
        return error instanceof org.apache.kafka.common.errors.AuthorizationException;
    }
}
