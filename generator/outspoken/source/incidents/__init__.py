"""The folder of one incident, read and checked."""
