package io.staithe.wiring.server;

import io.staithe.fault.Fault;
import io.staithe.fault.Refused;
import io.staithe.wiring.StartFault;
import io.staithe.wiring.access.AccessMode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.Environment;

/** Refuses, before any bean is made, to listen where other machines reach an open server that nobody said is open. */
final class SafeStart implements BeanFactoryPostProcessor {
    private final Environment environment;

    SafeStart(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        if (AccessMode.of(environment) != AccessMode.LOOPBACK) {
            return;
        }
        check("server.address");
        if (environment.getProperty("management.server.port", Integer.class, 0) >= 0) {
            check("management.server.address");
        }
    }

    private void check(String key) {
        String address = environment.getProperty(key, "").strip();
        if (isLoopback(address)) {
            return;
        }
        throw new Refused(
                StartFault.OPEN_ADDRESS,
                key + " is " + (address.isEmpty() ? "empty (every address)" : Fault.bounded(address))
                        + ", which other machines can reach, and there is no access control: everybody there could"
                        + " upload, publish and delete. Either let callers show tokens (staithe.access.mode=tokens; the"
                        + " first start writes one for you to the file admin-token in the data directory), or listen on"
                        + " this machine alone (" + key + "=127.0.0.1), or say that an open server is meant:"
                        + " staithe.access.open=true");
    }

    private static boolean isLoopback(String address) {
        try {
            return !address.isEmpty() && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
