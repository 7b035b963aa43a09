"""The state in standard formats for programs: link sets, problem details, metrics, plain Markdown."""
