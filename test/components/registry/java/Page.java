import java.util.List;
import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.metrics.KafkaMetricsContext;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.Percentile;
import org.apache.kafka.common.metrics.stats.Percentiles;
import org.apache.kafka.common.metrics.stats.Rate;
import org.apache.kafka.common.metrics.stats.WindowedCount;
import org.apache.kafka.common.utils.Time;

/**
 * Keeps count of requests as Confluent's registry does (MetricsResourceMethodApplicationListener of confluentinc/rest-utils 8.3, and the
 * registry's metrics.jmx.prefix), with Kafka's own code, and shows it as Kafka's own reporter does. Runs until its input ends.
 */
public final class Page {
    private Page() {}

    public static void main(String[] args) throws Exception {
        JmxReporter reporter = new JmxReporter();
        reporter.contextChange(new KafkaMetricsContext("kafka.schema.registry"));
        try (Metrics metrics = new Metrics(new MetricConfig(), List.of(reporter), Time.SYSTEM)) {
            Sensor requests = metrics.sensor("request-size");
            requests.add(name("request-rate", Map.of()), new Rate(new WindowedCount()));
            Sensor latency = metrics.sensor("request-latency");
            MetricName slow = name("request-latency-99", Map.of());
            latency.add(new Percentiles(800, 0, 10_000, Percentiles.BucketSizing.LINEAR, new Percentile(slow, 99)));
            for (String code : List.of("4xx", "5xx")) {
                Sensor errors = metrics.sensor("errors" + code);
                errors.add(name("request-error-rate", Map.of("http_status_code", code)), new Rate());
                errors.record();
            }
            Sensor all = metrics.sensor("errors");
            all.add(name("request-error-rate", Map.of()), new Rate());
            for (int count = 0; count < 2; count++) all.record();
            for (int count = 0; count < 100; count++) {
                requests.record();
                latency.record(count == 99 ? 5_000 : 10);
            }
            System.out.println("counted");
            while (System.in.read() >= 0) continue;
        }
    }

    private static MetricName name(String name, Map<String, String> tags) {
        return new MetricName(name, "jersey-metrics", "", tags);
    }
}
