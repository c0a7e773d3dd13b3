package io.staithe.web.aptly.wire;

import io.staithe.publish.Publication;
import io.staithe.queue.Task;
import io.staithe.queue.TaskState;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Values of the domain as aptly's objects; what our JSON lacks is an empty text, false or an empty list. */
public final class AptlyForms {
    private AptlyForms() {}

    /** A local repo, of an object with {@code name comment defaultDistribution defaultComponent}. */
    public static ObjectNode repository(JsonNode own) {
        return AptlyJson.object()
                .put("Name", text(own, "name"))
                .put("Comment", text(own, "comment"))
                .put("DefaultDistribution", text(own, "defaultDistribution"))
                .put("DefaultComponent", text(own, "defaultComponent"));
    }

    /** A snapshot, of an object with {@code name description sourceKind createdAt}. */
    public static ObjectNode snapshot(JsonNode own) {
        return AptlyJson.object()
                .put("Name", text(own, "name"))
                .put("CreatedAt", text(own, "createdAt"))
                .put("SourceKind", text(own, "sourceKind"))
                .put("Description", text(own, "description"))
                .put("Origin", "")
                .put("NotAutomatic", "")
                .put("ButAutomaticUpgrades", "");
    }

    /** The report of an addition, of an object with {@code added removed warnings failedFiles}. */
    public static ObjectNode additionReport(JsonNode own, String uploadRoot) {
        ObjectNode answer = AptlyJson.object();
        ArrayNode failed = answer.putArray("FailedFiles");
        own.path("failedFiles").forEach(file -> failed.add(uploadRoot + "/" + file.asString("")));
        return answer.set("Report", changes(own));
    }

    /** The report of a copy, of an object with {@code added warnings}. */
    public static ObjectNode copyReport(JsonNode own) {
        return AptlyJson.object().set("Report", changes(own));
    }

    private static ObjectNode changes(JsonNode own) {
        return AptlyJson.object()
                .set("Warnings", list(own, "warnings"))
                .set("Added", list(own, "added"))
                .set("Removed", list(own, "removed"));
    }

    /** A published repo. */
    public static ObjectNode publication(Publication publication) {
        return publication(AptlyJson.tree(publication));
    }

    /** A published repo, of a {@link Publication} as JSON; members sorted by name. */
    public static ObjectNode publication(JsonNode own) {
        JsonNode options = own.path("options");
        JsonNode place = own.path("place");
        String storage = text(place, "storage");
        String path = text(place, "prefix") + "/" + text(place, "distribution");
        ObjectNode answer = AptlyJson.object()
                .put("AcquireByHash", flag(options, "acquireByHash"))
                .set("Architectures", list(own, "architectures"))
                .put("ButAutomaticUpgrades", switched(options, "butAutomaticUpgrades"))
                .put("Codename", "")
                .put("Distribution", text(place, "distribution"))
                .put("Label", text(options, "label"))
                .put("MultiDist", flag(options, "multiDist"))
                .put("NotAutomatic", switched(options, "notAutomatic"))
                .put("Origin", text(options, "origin"))
                .put("Path", storage.isEmpty() ? path : storage + ":" + path)
                .put("Prefix", text(place, "prefix"))
                .put("SignedBy", text(options, "signedBy"))
                .put("SkipContents", flag(options, "skipContents"))
                .put("SourceKind", text(own, "sourceKind").toLowerCase(Locale.ROOT));
        ArrayNode sources = answer.putArray("Sources");
        own.path("sources").forEach(source -> sources.add(source(source)));
        return answer.put("Storage", storage).put("Suite", "").put("Version", text(options, "version"));
    }

    /** What is behind a component. */
    public static ObjectNode source(Publication.Source source) {
        return source(AptlyJson.tree(source));
    }

    /** What is behind components, of an array of {@code component name}. */
    public static ArrayNode sources(JsonNode own) {
        ArrayNode sources = AptlyJson.object().arrayNode();
        own.forEach(source -> sources.add(source(source)));
        return sources;
    }

    private static ObjectNode source(JsonNode own) {
        return AptlyJson.object().put("Component", text(own, "component")).put("Name", text(own, "name"));
    }

    /** What a pull would change, of an object with {@code added removed}. */
    public static ObjectNode pulled(JsonNode own) {
        return AptlyJson.object()
                .set("added_packages", list(own, "added"))
                .set("removed_packages", list(own, "removed"));
    }

    /** A task. */
    public static ObjectNode task(Task task) {
        ObjectNode answer = AptlyJson.object()
                .put("Name", task.title())
                .put("ID", task.id().value())
                .put("State", state(task.state()));
        ArrayNode resources = answer.putArray("Resources");
        task.changes().forEach(lane -> resources.add(lane.name()));
        task.reads().forEach(lane -> resources.add(lane.name()));
        return answer;
    }

    /** aptly's number of a task's state. */
    public static int state(TaskState state) {
        return switch (state) {
            case QUEUED -> 0;
            case RUNNING -> 1;
            case SUCCEEDED -> 2;
            case FAILED, CANCELLED -> 3;
        };
    }

    /** A list of texts. */
    public static ArrayNode texts(List<String> texts) {
        ArrayNode list = AptlyJson.object().arrayNode();
        texts.forEach(list::add);
        return list;
    }

    private static ArrayNode list(JsonNode own, String member) {
        ArrayNode list = AptlyJson.object().arrayNode();
        own.path(member).forEach(list::add);
        return list;
    }

    private static String text(JsonNode own, String member) {
        return own.path(member).asString("");
    }

    private static boolean flag(JsonNode own, String member) {
        return own.path(member).asBoolean(false);
    }

    private static String switched(JsonNode own, String member) {
        return flag(own, member) ? "yes" : "";
    }
}
