"""The rules of the law: SQL views in the PLANIR dialect, over the relations that `relations.yaml` declares."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "regles"
