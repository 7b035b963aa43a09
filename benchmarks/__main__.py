"""`python -m benchmarks`: runs the timed comparison. The modules here import each other by bare names."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from bench import main

main()
