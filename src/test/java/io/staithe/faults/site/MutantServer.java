package io.staithe.faults.site;

import io.staithe.StaitheApplication;
import io.staithe.catalog.Ledger;
import io.staithe.postgres.Mutants;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;

/** The whole server, whose changes of a repository believe a revision that was read before the transaction. */
public final class MutantServer {
    private MutantServer() {}

    /** Runs it until it is killed. */
    public static void main(String[] arguments) {
        System.setProperty("io.netty.allocator.type", "pooled");
        new SpringApplication(StaitheApplication.class, Unconditional.class).run(arguments);
    }

    /** Takes the condition away. */
    @Configuration(proxyBeanMethods = false)
    static class Unconditional {
        @Bean
        static BeanPostProcessor mutant(ObjectProvider<DatabaseClient> database) {
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof Ledger ? Mutants.unconditional(database.getObject()) : bean;
                }
            };
        }
    }
}
