package io.staithe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The Kubernetes base is well-formed, its references meet, and it grants no more than it needs. */
final class ManifestsTest {
    private static final Path BASE = Path.of("k8s/base");

    @Test
    void theKustomizationNamesEveryManifest() throws IOException {
        Map<String, Object> kustomization = only(BASE.resolve("kustomization.yaml"));
        try (Stream<Path> files = Files.list(BASE)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(list(kustomization, "resources").stream(), Stream.of("kustomization.yaml"))
                                    .map(String.class::cast)
                                    .toList());
        }
        assertThat(all()).allSatisfy(each -> assertThat(map(each, "metadata")).doesNotContainKey("namespace"));
    }

    @Test
    void servicesReachThePortsOfThePod() throws IOException {
        Collection<Object> ports = values(list(container(), "ports"), "name");
        for (Map<String, Object> service : kind("Service")) {
            assertThat(map(map(service, "spec"), "selector"))
                    .isEqualTo(map(map(map(set(), "spec"), "selector"), "matchLabels"));
            assertThat(ports).containsAll(values(list(map(service, "spec"), "ports"), "targetPort"));
        }
        assertThat(map(set(), "spec").get("serviceName"))
                .isIn(kind("Service").stream()
                        .map(each -> map(each, "metadata").get("name"))
                        .toList());
    }

    @Test
    void probesAskTheHealthGroupsOnTheManagementPort() throws IOException {
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            Map<String, Object> request = map(map(container(), probe), "httpGet");
            assertThat(request.get("port")).isEqualTo("management");
            assertThat((String) request.get("path")).matches("/actuator/health/(liveness|readiness)");
        }
    }

    @Test
    void portsAndDataLieWhereTheSettingsSay() throws IOException {
        String text = (String) map(kind("ConfigMap").get(0), "data").get("application.yml");
        Map<String, Object> settings = new Yaml(new SafeConstructor(strict())).load(text);
        Map<String, Object> management = map(map(settings, "management"), "server");
        assertThat(values(list(container(), "ports"), "containerPort"))
                .containsExactly(map(settings, "server").get("port"), management.get("port"));
        assertThat(values(list(container(), "volumeMounts"), "mountPath"))
                .contains(map(settings, "staithe").get("data-directory"));
    }

    @Test
    void mountsAndSettingsAreDefined() throws IOException {
        Map<String, Object> spec = map(set(), "spec");
        List<Object> volumes = new ArrayList<>(values(list(pod(), "volumes"), "name"));
        list(spec, "volumeClaimTemplates")
                .forEach(claim -> volumes.add(map(claim, "metadata").get("name")));
        assertThat(values(list(container(), "volumeMounts"), "name")).containsExactlyInAnyOrderElementsOf(volumes);
        assertThat(map(map(list(pod(), "volumes").get(0), "configMap")).get("name"))
                .isEqualTo(map(kind("ConfigMap").get(0), "metadata").get("name"));
        assertThat(pod().get("serviceAccountName"))
                .isEqualTo(map(kind("ServiceAccount").get(0), "metadata").get("name"));
    }

    @Test
    void theDatabaseComesFromASecret() throws IOException {
        assertThat(list(container(), "env"))
                .filteredOn(each -> map(each).get("name").toString().startsWith("STAITHE_DATABASE_"))
                .hasSize(3)
                .allSatisfy(each -> assertThat(map(map(each, "valueFrom"), "secretKeyRef"))
                        .containsEntry("name", "staithe-database"));
    }

    @Test
    void thePodMayDoLittle() throws IOException {
        assertThat(map(pod(), "securityContext")).containsEntry("runAsNonRoot", true);
        assertThat(map(container(), "securityContext"))
                .containsEntry("readOnlyRootFilesystem", true)
                .containsEntry("allowPrivilegeEscalation", false);
        assertThat(map(map(container(), "resources"), "limits")).containsKey("memory");
    }

    @Test
    void theScrapeExampleAsksTheManagementPort() throws IOException {
        Map<String, Object> job = map(
                list(only(Path.of("config/prometheus.yml")), "scrape_configs").get(0));
        assertThat(job).containsEntry("metrics_path", "/actuator/prometheus");
        assertThat(list(map(list(job, "static_configs").get(0)), "targets")).containsExactly("127.0.0.1:8081");
    }

    private static Map<String, Object> container() throws IOException {
        return map(list(pod(), "containers").get(0));
    }

    private static Map<String, Object> pod() throws IOException {
        return map(map(map(set(), "spec"), "template"), "spec");
    }

    private static Map<String, Object> set() throws IOException {
        return kind("StatefulSet").get(0);
    }

    private static List<Map<String, Object>> kind(String kind) throws IOException {
        return all().stream().filter(each -> kind.equals(each.get("kind"))).toList();
    }

    private static List<Map<String, Object>> all() throws IOException {
        List<Map<String, Object>> manifests = new ArrayList<>();
        for (Object file : list(only(BASE.resolve("kustomization.yaml")), "resources")) {
            manifests.addAll(read(BASE.resolve((String) file)));
        }
        return manifests;
    }

    private static Map<String, Object> only(Path file) throws IOException {
        return read(file).get(0);
    }

    private static List<Map<String, Object>> read(Path file) throws IOException {
        List<Map<String, Object>> documents = new ArrayList<>();
        new Yaml(new SafeConstructor(strict()))
                .loadAll(Files.readString(file))
                .forEach(each -> documents.add(map(each)));
        return documents;
    }

    private static LoaderOptions strict() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return options;
    }

    private static Map<String, Object> map(Object parent, String key) {
        return map(map(parent).get(key));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object parent, String key) {
        Object value = map(parent).get(key);
        assertThat(value).as(key).isInstanceOf(List.class);
        return (List<Object>) value;
    }

    private static List<Object> values(List<Object> maps, String key) {
        return maps.stream().map(each -> map(each).get(key)).toList();
    }
}
