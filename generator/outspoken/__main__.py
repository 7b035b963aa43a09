"""`python -m outspoken` is the `outspoken` command."""

from outspoken.cli import main

if __name__ == "__main__":
    main()
