"""Run the program as `python -m baclotrack`."""

import sys

from baclotrack.cli import main

if __name__ == "__main__":
    sys.exit(main())
