package io.staithe.testkit;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Puts up the guards of the suite before the first class of Netty or of the product loads; found by service loading.
 *
 * <p>Where tests are dealt out to several processes, Maven's own opens a session as well, only to list them. Fuzzing
 * goes without guards ({@code staithe.guards=off}), which would take most of its time.
 */
public final class GuardInstaller implements LauncherSessionListener {
    private static final String ONLY_IN_MAVEN = "classworlds.conf";
    private static final String OFF = "off";

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (System.getProperty(ONLY_IN_MAVEN) != null || OFF.equals(System.getProperty("staithe.guards"))) {
            return;
        }
        LeakGuard.install();
        BlockingGuard.install();
    }
}
