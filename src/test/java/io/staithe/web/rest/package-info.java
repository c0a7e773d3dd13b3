@NullMarked
package io.staithe.web.rest;

import org.jspecify.annotations.NullMarked;
