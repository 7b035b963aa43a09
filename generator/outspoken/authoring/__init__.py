"""Turns a command's input into files, and into the git actions that publish them."""
