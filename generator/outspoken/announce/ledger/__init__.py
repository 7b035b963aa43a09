"""The record of all sent messages, stored on a git branch or in a folder."""
