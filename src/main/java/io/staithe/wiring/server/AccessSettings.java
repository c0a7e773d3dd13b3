package io.staithe.wiring.server;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may do what.
 *
 * @param open whether everybody who reaches the server may do everything, also from other machines; default false,
 *     with which the server starts on a loopback address only
 */
@ConfigurationProperties("staithe.access")
record AccessSettings(@DefaultValue("false") boolean open) {}
