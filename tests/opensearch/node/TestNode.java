import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.common.logging.LogConfigurator;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.transport.Netty4Plugin;

/** One node of a cluster for tests, of the jars on the class path. Arguments are settings, name=value; it ends when its stdin does. */
public final class TestNode extends Node {
    private static final List<Class<? extends Plugin>> PLUGINS = plugins();

    private TestNode(Environment environment) {
        super(environment, PLUGINS, false);
    }

    public static void main(String[] arguments) throws Exception {
        Settings.Builder given = Settings.builder();
        Arrays.stream(arguments).map(one -> one.split("=", 2)).forEach(one -> put(given, one[0], one[1]));
        LogConfigurator.registerErrorListener();
        Path home = Path.of(given.get("path.home"));
        Environment environment =
            InternalSettingsPreparer.prepareEnvironment(given.build(), Map.of(), home.resolve("config"), () -> "test");
        LogConfigurator.setNodeName(environment.settings().get("node.name"));
        TestNode node = new TestNode(environment);
        node.start();
        System.out.println("started");
        System.out.flush();
        while (System.in.read() >= 0) {
            // Whoever started the node is still there.
        }
        node.close();
        System.exit(0);
    }

    private static List<Class<? extends Plugin>> plugins() {
        List<Class<? extends Plugin>> found =
            new ArrayList<>(List.of(CommonAnalysisPlugin.class, Netty4Plugin.class, PainlessPlugin.class));
        try {
            found.add(Class.forName("org.opensearch.security.OpenSearchSecurityPlugin").asSubclass(Plugin.class));
        } catch (ClassNotFoundException absent) {
            // A node without passwords.
        }
        return found;
    }

    private static void put(Settings.Builder given, String name, String value) {
        if (value.contains(",")) {
            given.putList(name, value.split(","));
        } else {
            given.put(name, value);
        }
    }
}
