package io.staithe.testkit;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.annotation.AnnotationUtils;

/** Binds settings records as the server does; a key that no component takes is an error. */
public final class Settings {
    private Settings() {}

    /** The record with every default. */
    public static <T> T defaults(Class<T> type) {
        return bound(type, Map.of());
    }

    /** The record of some keys, each written in full. */
    public static <T> T bound(Class<T> type, Map<String, String> keys) {
        var annotation = AnnotationUtils.findAnnotation(type, ConfigurationProperties.class);
        if (annotation == null) {
            throw new IllegalArgumentException(type + " is no settings record");
        }
        return new Binder(new MapConfigurationPropertySource(keys))
                .bindOrCreate(
                        annotation.value(),
                        Bindable.of(type),
                        new NoUnboundElementsBindHandler(BindHandler.DEFAULT, source -> true));
    }
}
