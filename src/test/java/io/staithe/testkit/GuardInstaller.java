package io.staithe.testkit;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Puts up the guards of the suite before the first class of Netty or of the product loads; found by service loading. */
public final class GuardInstaller implements LauncherSessionListener {
    @Override
    public void launcherSessionOpened(LauncherSession session) {
        LeakGuard.install();
        BlockingGuard.install();
    }
}
