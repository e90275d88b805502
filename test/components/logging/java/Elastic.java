import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.elasticsearch.action.admin.indices.rollover.RolloverConfiguration;
import org.elasticsearch.cluster.metadata.ComponentTemplate;
import org.elasticsearch.cluster.metadata.ComposableIndexTemplate;
import org.elasticsearch.cluster.metadata.DataStreamLifecycle;
import org.elasticsearch.cluster.metadata.IndexAbstraction;
import org.elasticsearch.cluster.metadata.IndexMetadata;
import org.elasticsearch.common.bytes.BytesArray;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.IndexScopedSettings;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.common.xcontent.XContentHelper;
import org.elasticsearch.core.TimeValue;
import org.elasticsearch.grok.Grok;
import org.elasticsearch.grok.GrokBuiltinPatterns;
import org.elasticsearch.index.IndexVersion;
import org.elasticsearch.xcontent.XContentBuilder;
import org.elasticsearch.xcontent.XContentFactory;
import org.elasticsearch.xcontent.XContentParser;
import org.elasticsearch.xcontent.XContentParserConfiguration;
import org.elasticsearch.xcontent.XContentType;
import org.elasticsearch.xpack.core.security.authz.RestrictedIndices;
import org.elasticsearch.xpack.core.security.authz.RoleDescriptor;
import org.elasticsearch.xpack.core.security.authz.permission.FieldPermissionsCache;
import org.elasticsearch.xpack.core.security.authz.permission.Role;
import org.elasticsearch.xpack.core.security.authz.privilege.ClusterPrivilegeResolver;
import org.elasticsearch.xpack.core.security.support.Automatons;

/** What Elasticsearch's own classes make of templates, life cycles, roles and patterns: Elastic FILE, one JSON object of each kind a line. */
public final class Elastic {
    private Elastic() {}

    public static void main(String[] args) throws Exception {
        LogConfigurator.configureESLogging();
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            Map<String, Object> given = XContentHelper.convertToMap(new BytesArray(line), true, XContentType.JSON).v2();
            String said;
            try {
                said = answer((String) given.get("kind"), given);
            } catch (Exception error) {
                said = text(Map.of("refused", String.valueOf(error) + " " + error.getCause()));
            }
            System.out.println(said);
        }
    }

    @SuppressWarnings("unchecked")
    private static String answer(String kind, Map<String, Object> given) throws Exception {
        switch (kind) {
            case "index": {
                ComposableIndexTemplate template = ComposableIndexTemplate.parse(parser(given.get("body")));
                return text(Map.of(
                    "retention", template.template().lifecycle().dataRetention().get().getStringRep(),
                    "failureStore", template.template().dataStreamOptions().failureStore().get().enabled().get(),
                    "dataStream", template.getDataStreamTemplate() != null,
                    "patterns", template.indexPatterns()
                ));
            }
            case "component": {
                ComponentTemplate template = ComponentTemplate.parse(parser(given.get("body")));
                Settings settings = template.template().settings();
                if (settings == null) return text(Map.of("settings", 0));
                IndexScopedSettings.DEFAULT_SCOPED_SETTINGS.validate(settings, true);
                return text(Map.of("settings", settings.size()));
            }
            case "lifecycle": {
                DataStreamLifecycle lifecycle = DataStreamLifecycle.dataLifecycleFromXContent(parser(given.get("body")));
                Method age = RolloverConfiguration.class.getDeclaredMethod("evaluateMaxAgeCondition", TimeValue.class);
                age.setAccessible(true);
                return text(Map.of("rolloverHours", ((TimeValue) age.invoke(null, lifecycle.dataRetention())).hours()));
            }
            case "role": {
                RoleDescriptor.Parser parser = RoleDescriptor.parserBuilder().build();
                byte[] body = text((Map<String, Object>) given.get("body")).getBytes(StandardCharsets.UTF_8);
                RoleDescriptor described = parser.parse("role", new BytesArray(body), XContentType.JSON);
                for (String privilege : described.getClusterPrivileges()) ClusterPrivilegeResolver.resolve(privilege);
                RestrictedIndices none = new RestrictedIndices(Automatons.EMPTY);
                Role role = Role.buildFromRoleDescriptor(described, new FieldPermissionsCache(Settings.EMPTY), none);
                IndexAbstraction index = index((String) given.get("index"));
                List<String> allowed = ((List<String>) given.get("actions")).stream()
                    .filter(action -> role.allowedIndicesMatcher(action).test(index)).toList();
                return text(Map.of("allowed", allowed));
            }
            case "grok": {
                Grok grok = new Grok(GrokBuiltinPatterns.get(false), (String) given.get("pattern"), ignored -> {});
                Map<String, Object> found = grok.captures((String) given.get("line"));
                return text(found == null ? Map.of() : found);
            }
            default:
                throw new IllegalArgumentException(kind);
        }
    }

    private static IndexAbstraction index(String name) {
        Settings settings = Settings.builder()
            .put(IndexMetadata.SETTING_VERSION_CREATED, IndexVersion.current())
            .put(IndexMetadata.SETTING_NUMBER_OF_SHARDS, 1)
            .put(IndexMetadata.SETTING_NUMBER_OF_REPLICAS, 0)
            .build();
        return new IndexAbstraction.ConcreteIndex(IndexMetadata.builder(name).settings(settings).build());
    }

    @SuppressWarnings("unchecked")
    private static XContentParser parser(Object body) throws Exception {
        byte[] bytes = text((Map<String, Object>) body).getBytes(StandardCharsets.UTF_8);
        XContentParser parser = XContentType.JSON.xContent().createParser(XContentParserConfiguration.EMPTY, bytes);
        parser.nextToken();
        return parser;
    }

    private static String text(Map<String, ?> of) throws Exception {
        try (XContentBuilder builder = XContentFactory.jsonBuilder()) {
            builder.map(of);
            return org.elasticsearch.common.Strings.toString(builder);
        }
    }
}
