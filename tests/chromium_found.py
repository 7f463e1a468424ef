"""Which Chromium the tests in `tests/browser` drive, if any: looked up once, before tests change the environment."""

from __future__ import annotations

import os
import shutil

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = os.environ.get("ONRECORD_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
IN_CI = os.environ.get("CI", "").lower() in ("true", "1")
