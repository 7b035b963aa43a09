"""The record of what was sent, kept in git or in a folder."""
