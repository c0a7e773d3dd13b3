package io.staithe.queue;

import java.time.Duration;
import java.util.List;

/**
 * Who claims tasks and what it can handle.
 *
 * @param instance the start that will own them
 * @param lapse how old another's heartbeat must be for its lanes and tasks to be free
 * @param skills the kinds of tasks that it handles
 */
public record Claimant(Instance instance, Duration lapse, List<Skill> skills) {
    /** Copies the skills. */
    public Claimant {
        skills = List.copyOf(skills);
    }

    /**
     * A kind of task that can be handled.
     *
     * @param version the newest version of the payload
     * @param batch the most tasks at once, from 1
     */
    public record Skill(String kind, int version, int batch) {}
}
