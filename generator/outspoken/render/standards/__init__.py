"""The state in the formats that programs look for: link sets, problem details, metrics, plain Markdown."""
