"""`python -m speakd` is `speakd`."""

import sys

from speakd.app.cli import main

if __name__ == "__main__":
    sys.exit(main())
