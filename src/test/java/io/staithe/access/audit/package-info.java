@NullMarked
package io.staithe.access.audit;

import org.jspecify.annotations.NullMarked;
