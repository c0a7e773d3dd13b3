package io.staithe.wiring.server;

import io.staithe.fault.Refused;
import io.staithe.wiring.StartFault;
import io.staithe.wiring.settings.SettingsReview;
import io.staithe.wiring.settings.WrongSetting;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.core.PriorityOrdered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.ClassUtils;

/** Refuses a start with settings that cannot be used, before any bean is made, and tells all of them at once. */
final class SettingsCheck implements BeanFactoryPostProcessor, PriorityOrdered {
    private static final String OURS = "io.staithe.";

    private final ConfigurableEnvironment environment;
    private final SafeStart safeStart;

    SettingsCheck(ConfigurableEnvironment environment, SafeStart safeStart) {
        this.environment = environment;
        this.safeStart = safeStart;
    }

    @Override
    public int getOrder() {
        return LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        List<WrongSetting> wrong =
                new SettingsReview(environment, records(beans).toList()).wrong();
        if (wrong.isEmpty()) {
            return;
        }
        List<String> told =
                new ArrayList<>(wrong.stream().map(WrongSetting::toString).toList());
        addWhatElseIsWrong(beans, told);
        throw new Refused(
                StartFault.SETTINGS,
                told.size() + (told.size() == 1 ? " is" : " are") + " wrong:\n  " + String.join("\n  ", told)
                        + "\nstaithe config, with the same arguments, shows what the server would have");
    }

    /** What would stop the next start. */
    private void addWhatElseIsWrong(ConfigurableListableBeanFactory beans, List<String> told) {
        try {
            safeStart.postProcessBeanFactory(beans);
        } catch (Refused open) {
            told.add(open.getMessage());
        } catch (BindException known) {
            // One of those that are told already.
        }
    }

    /** The settings records among the beans: what the server goes by. */
    private static Stream<Class<?>> records(ConfigurableListableBeanFactory beans) {
        return Stream.of(beans.getBeanDefinitionNames())
                .map(name -> beans.getBeanDefinition(name).getBeanClassName())
                .filter(Objects::nonNull)
                .filter(type -> type.startsWith(OURS) && type.endsWith("Settings"))
                .<Class<?>>map(type -> ClassUtils.resolveClassName(type, beans.getBeanClassLoader()))
                .filter(type -> type.isAnnotationPresent(ConfigurationProperties.class));
    }
}
