import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.opensearch.Version;
import org.opensearch.common.settings.Settings;
import org.opensearch.ingest.common.IngestCommonModulePlugin;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessModulePlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.plugins.PluginInfo;
import org.opensearch.script.mustache.MustacheModulePlugin;
import org.opensearch.transport.Netty4ModulePlugin;

/** One node of OpenSearch from its jars: Engine FOLDER HTTP_PORT TRANSPORT_PORT. Says "started" and ends when standard input does. */
public final class Engine extends Node {
    private Engine(Settings settings, List<Class<? extends Plugin>> modules) {
        super(
            InternalSettingsPreparer.prepareEnvironment(settings, Collections.emptyMap(), null, () -> "engine"),
            modules.stream().map(Engine::describe).toList(),
            true
        );
    }

    private static PluginInfo describe(Class<? extends Plugin> module) {
        String name = module.getName();
        return new PluginInfo(name, "of the class path", "NA", Version.CURRENT, "21", name, null, List.of(), false);
    }

    public static void main(String[] args) throws Exception {
        Settings settings = Settings.builder()
            .put("path.home", args[0])
            .put("cluster.name", "logging")
            .put("node.name", "engine")
            .put("discovery.type", "single-node")
            .put("network.host", "127.0.0.1")
            .put("http.port", args[1])
            .put("transport.port", args[2])
            .put("transport.type", "netty4")
            .put("http.type", "netty4")
            .build();
        try (Engine node = new Engine(settings, List.of(
            Netty4ModulePlugin.class, IngestCommonModulePlugin.class, PainlessModulePlugin.class, MustacheModulePlugin.class
        ))) {
            node.start();
            System.out.println("started");
            while (System.in.read() >= 0) continue;
        }
    }
}
