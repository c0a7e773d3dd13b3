package io.staithe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.staithe.testkit.Manifests;
import io.staithe.testkit.Manifests.Cluster;
import io.staithe.testkit.Monitoring;
import io.staithe.testkit.StrictYaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every manifest is of its type, every kustomization names what lies beside it, and the base grants what it needs. */
final class ManifestsTest {
    private static final Path TOP = Path.of("k8s");
    private static final Path BASE = TOP.resolve("base");
    private static final String KUSTOMIZATION = "kustomization.yaml";

    @ParameterizedTest
    @MethodSource("manifests")
    void everyManifestIsOfItsType(Path file) throws IOException {
        assertThat(Manifests.in(file).all(HasMetadata.class)).allSatisfy(each -> {
            assertThat(each.getMetadata().getName()).startsWith("staithe");
            assertThat(each.getMetadata().getNamespace()).isNull();
        });
    }

    @Test
    void aFieldThatItsTypeDoesNotHaveFails() {
        String service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: staithe\nspec:\n  ";
        assertThat(Manifests.of(service + "type: ClusterIP\n").all(Service.class))
                .hasSize(1);
        assertThatThrownBy(() -> Manifests.of(service + "typ: ClusterIP\n")).hasMessageContaining("typ");
    }

    @ParameterizedTest
    @MethodSource("kustomizations")
    void aKustomizationNamesEveryFileBesideIt(Path file) throws IOException {
        Map<String, Object> kustomization = StrictYaml.document(file);
        Path directory = file.getParent();
        List<String> named = Stream.of("resources", "patchesStrategicMerge")
                .filter(kustomization::containsKey)
                .flatMap(key -> StrictYaml.list(kustomization, key).stream())
                .map(String.class::cast)
                .toList();
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(each -> each.getFileName().toString()).filter(name -> !name.equals(KUSTOMIZATION)))
                    .containsExactlyInAnyOrderElementsOf(named);
        }
        if (kustomization.containsKey("bases")) {
            assertThat(StrictYaml.list(kustomization, "bases"))
                    .allSatisfy(
                            base -> assertThat(directory.resolve((String) base).resolve(KUSTOMIZATION))
                                    .exists());
        }
    }

    @Test
    void probesAskTheHealthGroupsOnTheManagementPort() throws IOException {
        Container container = container();
        assertThat(List.of(container.getStartupProbe(), container.getLivenessProbe(), container.getReadinessProbe()))
                .extracting(Probe::getHttpGet)
                .allSatisfy(get -> {
                    assertThat(get.getPort().getStrVal()).isEqualTo("management");
                    assertThat(get.getPath()).matches("/actuator/health/(liveness|readiness)");
                });
    }

    @Test
    void portsAndDataLieWhereTheSettingsSay() throws IOException {
        Map<String, Object> settings = settings();
        assertThat(container().getPorts())
                .extracting("containerPort")
                .containsExactly(
                        StrictYaml.map(settings, "server").get("port"),
                        StrictYaml.map(settings, "management", "server").get("port"));
        assertThat(container().getVolumeMounts())
                .extracting(VolumeMount::getMountPath)
                .contains((String) StrictYaml.map(settings, "staithe").get("data-directory"), "/etc/staithe");
    }

    @Test
    void theDatabaseComesFromASecret() throws IOException {
        assertThat(container().getEnv())
                .filteredOn(each -> each.getName().startsWith("STAITHE_DATABASE_"))
                .hasSize(3)
                .allSatisfy(
                        each -> assertThat(each.getValueFrom().getSecretKeyRef().getName())
                                .isEqualTo("staithe-database"));
    }

    @Test
    void thePodMayDoLittle() throws IOException {
        var pod = set().getSpec().getTemplate().getSpec();
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(Manifests.in(BASE.resolve("serviceaccount.yaml"))
                        .only(ServiceAccount.class)
                        .getAutomountServiceAccountToken())
                .isFalse();
        var security = container().getSecurityContext();
        assertThat(security.getReadOnlyRootFilesystem()).isTrue();
        assertThat(security.getAllowPrivilegeEscalation()).isFalse();
        assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(container().getResources().getLimits()).containsKey("memory");
    }

    /** What the process needs beside heap and direct memory is said in operate.md. */
    @Test
    void theMemoryThatThePodGetsIsEnoughForWhatTheJvmMayTake() throws IOException {
        String options = container().getEnv().stream()
                .filter(each -> each.getName().equals("JAVA_TOOL_OPTIONS"))
                .map(EnvVar::getValue)
                .findAny()
                .orElseThrow();
        var memory = container().getResources();
        assertThat(memory.getRequests().get("memory"))
                .isEqualTo(memory.getLimits().get("memory"));
        assertThat(memory.getLimits().get("memory").getNumericalAmount().longValue() >> 20)
                .isGreaterThanOrEqualTo(
                        mebibytes(options, "-Xmx(\\d+)m") + mebibytes(options, "DirectMemorySize=(\\d+)m") + 256);
    }

    private static long mebibytes(String options, String pattern) {
        return Pattern.compile(pattern)
                .matcher(options)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    @Test
    void everyFaceIsReachedThroughTheIngress() throws IOException {
        assertThat(Manifests.in(TOP.resolve("ingress/ingress.yaml")).all(Ingress.class))
                .flatExtracting(ingress -> ingress.getSpec().getRules())
                .flatExtracting(rule -> rule.getHttp().getPaths())
                .extracting("path")
                .contains("/api", "/v1", "/dput", "/apt", "/repos", "/snapshots", "/keys", "/problems", "/v3/api-docs");
    }

    @Test
    void theIngressOfTheApiLetsBodiesThroughAsTheyCome() throws IOException {
        assertThat(Manifests.in(TOP.resolve("ingress/ingress.yaml")).all(Ingress.class))
                .filteredOn(each -> each.getMetadata().getName().equals("staithe-api"))
                .singleElement()
                .satisfies(api -> assertThat(api.getMetadata().getAnnotations())
                        .containsEntry("nginx.ingress.kubernetes.io/proxy-body-size", "0")
                        .containsEntry("nginx.ingress.kubernetes.io/proxy-request-buffering", "off")
                        .containsKey("nginx.ingress.kubernetes.io/whitelist-source-range"));
    }

    @Test
    void theOperatorsRulesAreThoseOfPrometheus() throws IOException {
        Map<String, Object> rule = StrictYaml.document(TOP.resolve("monitoring/prometheusrule.yaml"));
        assertThat(StrictYaml.maps(StrictYaml.map(rule, "spec"), "groups")).isEqualTo(Monitoring.groups());
        assertThat(Manifests.in(TOP.resolve("monitoring/prometheusrule.yaml")).all(PrometheusRule.class))
                .hasSize(1);
    }

    /** The alert rules know the job by this name. */
    @Test
    void theOperatorCallsTheJobAsTheRulesDo() throws IOException {
        ServiceMonitor monitor =
                Manifests.in(TOP.resolve("monitoring/servicemonitor.yaml")).only(ServiceMonitor.class);
        assertThat(Manifests.in(BASE.resolve("service.yaml")).all(Service.class))
                .allSatisfy(service -> assertThat(service.getMetadata().getLabels())
                        .containsEntry(monitor.getSpec().getJobLabel(), "staithe"));
    }

    @Test
    void aCommitWaitsForAStandby() throws IOException {
        Cluster cluster = Manifests.in(TOP.resolve("overlays/ha/database.yaml")).only(Cluster.class);
        assertThat(cluster.spec().postgresql().synchronous().number()).isPositive();
        assertThat(cluster.spec().instances())
                .isGreaterThan(cluster.spec().postgresql().synchronous().number() + 1);
    }

    static Stream<Path> manifests() throws IOException {
        return files().filter(file -> !file.endsWith(KUSTOMIZATION));
    }

    static Stream<Path> kustomizations() throws IOException {
        return files().filter(file -> file.endsWith(KUSTOMIZATION));
    }

    private static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(TOP)) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        }
    }

    private static Container container() throws IOException {
        return set().getSpec().getTemplate().getSpec().getContainers().get(0);
    }

    private static StatefulSet set() throws IOException {
        return Manifests.in(BASE.resolve("statefulset.yaml")).only(StatefulSet.class);
    }

    private static Map<String, Object> settings() throws IOException {
        ConfigMap settings = Manifests.in(BASE.resolve("configmap.yaml")).only(ConfigMap.class);
        return StrictYaml.document(settings.getData().get("application.yml"));
    }
}
