"""Answers to a command's questions: times that lack a date, problems by their option, what is kept."""
