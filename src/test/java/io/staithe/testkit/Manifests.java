package io.staithe.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Kubernetes manifests as their types; a kind that is not known, or a field that its type does not have, fails. */
public final class Manifests {
    private static final Map<String, Class<?>> TYPES = Map.ofEntries(
            Map.entry("v1/ConfigMap", ConfigMap.class),
            Map.entry("v1/Namespace", Namespace.class),
            Map.entry("v1/PersistentVolumeClaim", PersistentVolumeClaim.class),
            Map.entry("v1/Service", Service.class),
            Map.entry("v1/ServiceAccount", ServiceAccount.class),
            Map.entry("apps/v1/StatefulSet", StatefulSet.class),
            Map.entry("autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
            Map.entry("networking.k8s.io/v1/Ingress", Ingress.class),
            Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
            Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class),
            Map.entry("monitoring.coreos.com/v1/ServiceMonitor", ServiceMonitor.class),
            Map.entry("postgresql.cnpg.io/v1/Cluster", Cluster.class));
    private static final ObjectMapper MAPPER =
            JsonMapper.builder().annotationIntrospector(new Strict()).build();

    private final List<Object> all;

    private Manifests(Stream<Map<String, Object>> documents) {
        this.all = documents.map(Manifests::typed).toList();
    }

    /** Those of a file. */
    public static Manifests in(Path file) throws IOException {
        return new Manifests(StrictYaml.documents(file).stream());
    }

    /** Those of a text. */
    public static Manifests of(String text) {
        return new Manifests(StrictYaml.documents(text).stream());
    }

    /** All of a type. */
    public <T> List<T> all(Class<T> type) {
        return all.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The only one of a type. */
    public <T> T only(Class<T> type) {
        assertThat(all(type)).as(type.getSimpleName()).hasSize(1);
        return all(type).get(0);
    }

    private static Object typed(Map<String, Object> document) {
        String type = document.get("apiVersion") + "/" + document.get("kind");
        assertThat(TYPES).containsKey(type);
        return MAPPER.convertValue(document, TYPES.get(type));
    }

    /**
     * A PostgreSQL of CloudNativePG, as far as we say something of it.
     *
     * @param apiVersion the version of its type
     * @param kind {@code Cluster}
     * @param metadata its name and labels
     * @param spec what it is to be
     */
    public record Cluster(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {
        /**
         * What it is to be.
         *
         * @param instances primary and standbys
         * @param bootstrap the database and its owner
         * @param postgresql settings of the server
         * @param storage a volume for each
         * @param resources of each
         */
        public record Spec(
                int instances,
                Map<String, Map<String, String>> bootstrap,
                Postgresql postgresql,
                Map<String, String> storage,
                Map<String, Map<String, String>> resources) {}

        /**
         * Settings of the server.
         *
         * @param synchronous which standbys a commit waits for
         * @param parameters of postgresql.conf
         */
        public record Postgresql(Synchronous synchronous, Map<String, String> parameters) {}

        /**
         * Which standbys a commit waits for.
         *
         * @param method {@code any} or {@code first}
         * @param number how many
         */
        public record Synchronous(String method, int number) {}
    }

    /** Without the places where the types would collect fields that they do not know. */
    private static final class Strict extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated member) {
            return false;
        }
    }
}
