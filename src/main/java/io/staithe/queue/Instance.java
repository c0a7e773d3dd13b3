package io.staithe.queue;

/**
 * One start of an instance: the owner of lanes and of running tasks.
 *
 * @param id the row of the instance, the same at every start
 * @param name its stable name
 * @param start the number of this start, from 1
 */
public record Instance(long id, String name, long start) {}
