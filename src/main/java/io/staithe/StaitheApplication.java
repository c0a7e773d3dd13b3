package io.staithe;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the gateway. */
@SpringBootApplication
public class StaitheApplication {
    /** Runs the gateway until it is stopped. */
    public static void main(String[] arguments) {
        SpringApplication.run(StaitheApplication.class, arguments);
    }
}
