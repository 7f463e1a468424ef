"""The wheel carries the catalogue and the newest release, so that `load` works offline, and the contract for `extract`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Puts `dataset/index.json`, the newest release and the contract beside the library."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before a build; `version` is "editable" for a checkout, which has the dataset itself."""
        index = Path(self.root) / "dataset" / "index.json"
        if version == "editable" or not index.is_file():
            return
        newest = json.loads(index.read_text(encoding="utf-8"))["releases"][0]["version"]
        build_data["force_include"] |= {
            str(index): "onrecord/dataset/index.json",
            str(index.parent / newest): f"onrecord/dataset/{newest}",
            **{str(path): f"onrecord/schemas/{path.name}" for path in (Path(self.root) / "schemas").glob("*.yaml")},
        }
