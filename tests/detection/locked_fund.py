"""A fund of a few persons whose tables are ciphered as those of a real one."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
from pyarrow.parquet.encryption import create_encryption_properties

from planir.population.contract import tables
from planir.population.keys import create_key


def lock_up(fund: Path) -> None:
    """Make a synthetic fund a real one: each table with a key is ciphered under it."""
    descriptor = fund / "population.json"
    raw = json.loads(descriptor.read_text())
    raw["synthetic"] = False
    for name, stored in raw["tables"].items():
        stored["key"] = tables()[name].key
        if stored["key"] is not None:
            path = fund / "versions" / raw["version"] / f"{name}.parquet"
            rows = pq.read_table(path)
            properties = create_encryption_properties(footer_key=create_key(stored["key"]))
            pq.write_table(rows, path, encryption_properties=properties)
    descriptor.write_text(json.dumps(raw))
