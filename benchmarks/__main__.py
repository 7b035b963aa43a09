"""`python -m benchmarks`: the timed comparison. The files here import each other by their bare names."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from bench import main

main()
