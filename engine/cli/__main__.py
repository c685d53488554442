"""Let `python -m engine.cli` do what `onlylook` does."""

import sys

from engine.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
