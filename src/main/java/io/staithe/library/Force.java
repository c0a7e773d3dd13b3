package io.staithe.library;

/** Whether to go on where something else still refers to what is dropped. */
public enum Force {
    YES,
    NO
}
