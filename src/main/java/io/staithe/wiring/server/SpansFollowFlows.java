package io.staithe.wiring.server;

import reactor.core.publisher.Hooks;

/**
 * Lets the span of a request be the current one wherever its flow runs, so that log lines and exemplars name it. It
 * costs each operator a little, for all of the process: only where requests are traced.
 */
final class SpansFollowFlows {
    void install() {
        Hooks.enableAutomaticContextPropagation();
    }

    void remove() {
        Hooks.disableAutomaticContextPropagation();
    }
}
