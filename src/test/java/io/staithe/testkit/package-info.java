/** What tests share: databases, packages made on the fly, schedulers; no test of its own. */
@NullMarked
package io.staithe.testkit;

import org.jspecify.annotations.NullMarked;
