package io.staithe;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.staithe.testkit.Command;
import io.staithe.testkit.Manifests;
import io.staithe.testkit.Manifests.Cluster;
import io.staithe.testkit.StrictYaml;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.convert.DurationStyle;

/** What kubectl renders of the overlays is of its types, and everything that one object names, another one is. */
final class OverlaysTest {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\(([A-Z_]+)\\)");

    @BeforeAll
    static void needsKubectl() {
        Command.require("kubectl", "kubernetes-client");
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "ha"})
    void whatAPodNamesIsThere(String overlay) {
        Manifests rendered = rendered(overlay);
        PodSpec pod = pod(rendered);
        Container container = pod.getContainers().get(0);

        assertThat(names(rendered, ServiceAccount.class)).contains(pod.getServiceAccountName());
        assertThat(names(rendered, Service.class))
                .contains(rendered.only(StatefulSet.class).getSpec().getServiceName());
        assertThat(volumes(rendered))
                .containsExactlyInAnyOrderElementsOf(container.getVolumeMounts().stream()
                        .map(VolumeMount::getName)
                        .toList());
        assertThat(container.getImage()).matches("staithe:\\d.*");
        Set<String> known = new HashSet<>();
        for (EnvVar variable : container.getEnv()) {
            VARIABLE.matcher(String.valueOf(variable.getValue()))
                    .results()
                    .forEach(used -> assertThat(known).contains(used.group(1)));
            assertThat(known.add(variable.getName())).as(variable.getName()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "ha"})
    void whatTheWorldReachesLeadsToAPortOfThePod(String overlay) {
        Manifests rendered = rendered(overlay);
        List<String> ports = ports(rendered);
        for (Service service : rendered.all(Service.class)) {
            assertThat(labels(rendered)).containsAllEntriesOf(service.getSpec().getSelector());
            assertThat(service.getSpec().getPorts())
                    .allSatisfy(port ->
                            assertThat(ports).contains(port.getTargetPort().getStrVal()));
        }
        assertThat(rendered.all(Ingress.class))
                .flatExtracting(ingress -> ingress.getSpec().getRules())
                .flatExtracting(rule -> rule.getHttp().getPaths())
                .isNotEmpty()
                .allSatisfy(path -> assertThat(
                                service(rendered, path.getBackend().getService().getName())
                                        .getSpec()
                                        .getPorts())
                        .extracting(ServicePort::getName)
                        .contains(path.getBackend().getService().getPort().getName()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "ha"})
    void everythingIsInOneNamespaceThatRestrictsPods(String overlay) {
        Manifests rendered = rendered(overlay);
        Namespace namespace = rendered.only(Namespace.class);
        assertThat(namespace.getMetadata().getLabels())
                .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
        assertThat(rendered.all(HasMetadata.class))
                .filteredOn(each -> !(each instanceof Namespace))
                .extracting(each -> each.getMetadata().getNamespace())
                .containsOnly(namespace.getMetadata().getName());
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "ha"})
    void thePodHasTimeToStop(String overlay) {
        Manifests rendered = rendered(overlay);
        Map<String, Object> settings = StrictYaml.map(
                StrictYaml.document(rendered.only(ConfigMap.class).getData().get("application.yml")), "staithe");
        Container container = pod(rendered).getContainers().get(0);
        String bound = container.getEnv().stream()
                .filter(each -> each.getName().equals("STAITHE_STOP_TIMEOUT"))
                .map(EnvVar::getValue)
                .findAny()
                .orElseGet(() -> (String) settings.get("stop-timeout"));
        long preStop = Long.parseLong(
                container.getLifecycle().getPreStop().getExec().getCommand().get(1));
        Duration tasks = Duration.ofSeconds(20);

        assertThat(pod(rendered).getTerminationGracePeriodSeconds())
                .isGreaterThan(DurationStyle.detectAndParse(bound).plus(tasks).toSeconds() + preStop);
    }

    @Test
    void replicasShareAVolumeAndADatabase() {
        Manifests rendered = rendered("ha");
        Container container = pod(rendered).getContainers().get(0);
        assertThat(rendered.only(PersistentVolumeClaim.class).getSpec().getAccessModes())
                .containsExactly("ReadWriteMany");
        assertThat(container.getEnv())
                .filteredOn(each -> each.getName().equals("STAITHE_SHARED_DIRECTORY"))
                .singleElement()
                .satisfies(shared -> assertThat(container.getVolumeMounts())
                        .extracting(VolumeMount::getMountPath)
                        .contains(shared.getValue()));
        assertThat(container.getEnv())
                .filteredOn(each -> each.getName().startsWith("STAITHE_DATABASE_"))
                .hasSize(3)
                .allSatisfy(each -> assertThat(
                                each.getValueFrom().getSecretKeyRef().getName())
                        .isEqualTo(rendered.only(Cluster.class).metadata().getName() + "-app"));
    }

    @Test
    void whatSelectsReplicasSelectsThem() {
        Manifests rendered = rendered("ha");
        StatefulSet set = rendered.only(StatefulSet.class);
        var autoscaler = rendered.only(HorizontalPodAutoscaler.class).getSpec();
        ServiceMonitor monitor = rendered.only(ServiceMonitor.class);

        assertThat(selectors(rendered))
                .hasSize(5)
                .allSatisfy(selector -> assertThat(labels(rendered)).containsAllEntriesOf(selector.getMatchLabels()));
        assertThat(autoscaler.getScaleTargetRef().getName())
                .isEqualTo(set.getMetadata().getName());
        assertThat(autoscaler.getMinReplicas()).isEqualTo(set.getSpec().getReplicas());
        assertThat(monitor.getSpec().getEndpoints())
                .allSatisfy(endpoint -> assertThat(rendered.all(Service.class))
                        .filteredOn(service -> service.getMetadata()
                                .getLabels()
                                .entrySet()
                                .containsAll(monitor.getSpec()
                                        .getSelector()
                                        .getMatchLabels()
                                        .entrySet()))
                        .flatExtracting(service -> service.getSpec().getPorts())
                        .extracting("name")
                        .contains(endpoint.getPort()));
        assertThat(rendered.only(NetworkPolicy.class).getSpec().getIngress())
                .flatExtracting(rule -> rule.getPorts())
                .extracting(NetworkPolicyPort::getPort)
                .allSatisfy(port -> assertThat(ports(rendered)).contains(port.getStrVal()));
    }

    private static List<LabelSelector> selectors(Manifests rendered) {
        var spec = rendered.only(StatefulSet.class).getSpec();
        List<LabelSelector> selectors = new ArrayList<>(List.of(
                spec.getSelector(),
                rendered.only(PodDisruptionBudget.class).getSpec().getSelector(),
                rendered.only(NetworkPolicy.class).getSpec().getPodSelector()));
        PodSpec pod = spec.getTemplate().getSpec();
        pod.getAffinity()
                .getPodAntiAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution()
                .forEach(term -> selectors.add(term.getLabelSelector()));
        pod.getTopologySpreadConstraints().forEach(each -> selectors.add(each.getLabelSelector()));
        return selectors;
    }

    private static List<String> volumes(Manifests rendered) {
        List<Volume> volumes = pod(rendered).getVolumes();
        volumes.stream()
                .filter(volume -> volume.getConfigMap() != null)
                .forEach(volume -> assertThat(names(rendered, ConfigMap.class))
                        .contains(volume.getConfigMap().getName()));
        volumes.stream()
                .filter(volume -> volume.getPersistentVolumeClaim() != null)
                .forEach(volume -> assertThat(names(rendered, PersistentVolumeClaim.class))
                        .contains(volume.getPersistentVolumeClaim().getClaimName()));
        Stream<String> claimed = rendered.only(StatefulSet.class).getSpec().getVolumeClaimTemplates().stream()
                .map(claim -> claim.getMetadata().getName());
        return Stream.concat(volumes.stream().map(Volume::getName), claimed).toList();
    }

    private static Service service(Manifests rendered, String name) {
        return rendered.all(Service.class).stream()
                .filter(each -> each.getMetadata().getName().equals(name))
                .findAny()
                .orElseThrow();
    }

    private static List<String> names(Manifests rendered, Class<? extends HasMetadata> type) {
        return rendered.all(type).stream()
                .map(each -> each.getMetadata().getName())
                .toList();
    }

    private static List<String> ports(Manifests rendered) {
        return pod(rendered).getContainers().get(0).getPorts().stream()
                .map(port -> port.getName())
                .toList();
    }

    private static Map<String, String> labels(Manifests rendered) {
        return rendered.only(StatefulSet.class)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getLabels();
    }

    private static PodSpec pod(Manifests rendered) {
        return rendered.only(StatefulSet.class).getSpec().getTemplate().getSpec();
    }

    private static Manifests rendered(String overlay) {
        return Manifests.of(Command.run(List.of("kubectl", "kustomize", "k8s/overlays/" + overlay))
                .succeeded()
                .output());
    }
}
