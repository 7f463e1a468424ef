"""`python -m onrecord` is the `onrecord` command."""

import sys

from onrecord.cli import main

sys.exit(main())
