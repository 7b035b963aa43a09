"""Answers to a command's questions: completed times, problems by their option, stored answers."""
