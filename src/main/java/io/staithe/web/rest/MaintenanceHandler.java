package io.staithe.web.rest;

import io.staithe.access.maintenance.Maintenance;
import io.staithe.access.maintenance.Maintenance.Standing;
import io.staithe.access.maintenance.MaintenanceStore.Seen;
import io.staithe.access.maintenance.Switch;
import io.staithe.access.maintenance.UploadsUnderWay;
import io.staithe.fault.Refused;
import io.staithe.web.Callers;
import io.staithe.web.WebFault;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** Read-only mode; {@code src/docs/operate.md} tells when to use it. */
public final class MaintenanceHandler {
    private final Maintenance maintenance;

    /** Translates to the switch. */
    public MaintenanceHandler(Maintenance maintenance) {
        this.maintenance = maintenance;
    }

    Mono<ServerResponse> show(ServerRequest request) {
        return maintenance.standing(Callers.of(request)).flatMap(standing -> RestJson.ok(form(standing)));
    }

    Mono<ServerResponse> change(ServerRequest request) {
        return Members.of(request)
                .map(Body::of)
                .flatMap(
                        body -> maintenance.change(Callers.of(request), body.readOnly(), body.uploads(), body.reason()))
                .flatMap(standing -> RestJson.ok(form(standing)));
    }

    private static Map<String, Object> form(Standing standing) {
        Switch state = standing.state();
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("readOnly", state.readOnly());
        form.put("uploads", state.uploads().word());
        form.put("reason", state.reason());
        form.put("by", state.caller());
        form.put("since", state.since().toString());
        form.put("bySettings", standing.alwaysReadOnly());
        form.put("quiet", standing.isQuiet());
        form.put("unfinishedTasks", standing.unfinishedTasks());
        form.put(
                "instances",
                standing.instances().stream().map(seen -> form(seen, state)).toList());
        return form;
    }

    private static Map<String, Object> form(Seen seen, Switch state) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("name", seen.instance());
        form.put("follows", seen.number() == state.number());
        form.put("changesUnderWay", seen.changes());
        return form;
    }

    private record Body(boolean readOnly, UploadsUnderWay uploads, String reason) {
        static Body of(Members members) {
            Boolean readOnly = members.flag("readOnly");
            if (readOnly == null) {
                throw new Refused(WebFault.MISSING_MEMBER, "'readOnly' must be given");
            }
            String uploads = members.text("uploads");
            Body body = new Body(
                    readOnly,
                    uploads == null ? UploadsUnderWay.FINISH : UploadsUnderWay.named(uploads),
                    orEmpty(members.text("reason")));
            members.refuseOthers();
            return body;
        }

        private static String orEmpty(@Nullable String text) {
            return text == null ? "" : text;
        }
    }
}
