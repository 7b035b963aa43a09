"""cState (Hugo) sites."""
