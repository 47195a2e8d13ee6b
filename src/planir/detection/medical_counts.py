"""The counts of medical programmes: a few persons at a step of a rule on an illness is medical data.

They are kept beside the record in `comptes_medicaux.parquet`, under the medical key when the run had it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from planir.population.store import IMPOSSIBLE

NAME = "comptes_medicaux"
COUNTS = ("situations", "nouvelles", "closes", "closes_par_motif", "attrition")
"""Keys of a programme's record that count persons."""
NOT_READ: Mapping[str, Any] = {"situations": 0, "nouvelles": 0, "closes": 0, "closes_par_motif": {}, "attrition": []}
"""What stands for them for whoever lacks the key."""

CIPHERED = b"PARE"
"""First and last bytes of a Parquet file whose footer is ciphered."""


class UnreadableCountsError(ValueError):
    """The file is damaged, or under another key than the one at hand."""


def is_ciphered(path: Path) -> bool:
    """Raises OSError when the file does not open."""
    with path.open("rb") as stream:
        return stream.read(len(CIPHERED)) == CIPHERED


def set_apart(record: Mapping[str, Any]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The record without the counts of its medical programmes, and these counts by code."""
    programmes, counts = [], {}
    for programme in record["programmes"]:
        if programme["acces"] == "medical":
            counts[programme["code"]] = {key: programme[key] for key in COUNTS}
            programme = {key: value for key, value in programme.items() if key not in COUNTS}
        programmes.append(programme)
    return {**record, "programmes": programmes}, counts


def write_counts(folder: Path, counts: Mapping[str, Any], key: bytes | None) -> None:
    """Write them under `key` when there is one, readable by their owner only."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    from pyarrow.parquet.encryption import create_encryption_properties

    path = folder / f"{NAME}.parquet"
    properties = None if key is None else create_encryption_properties(footer_key=key)
    pq.write_table(pa.table({"comptes": [json.dumps(counts)]}), path, encryption_properties=properties)
    path.chmod(0o600)


def read_counts(folder: Path, key: bytes | None) -> Mapping[str, Mapping[str, Any]]:
    """The counts by code; none when they are ciphered and the key is not here, or the run kept no such file.

    Raises UnreadableCountsError.
    """
    import pyarrow as pa  # Late: showing a record needs no Parquet where no programme is medical.
    import pyarrow.parquet as pq
    from pyarrow.parquet.encryption import create_decryption_properties

    path = folder / f"{NAME}.parquet"
    try:
        ciphered = is_ciphered(path)
        if ciphered and key is None:
            return {}
        properties = create_decryption_properties(footer_key=key) if ciphered and key is not None else None
        (text,) = pq.ParquetFile(path, decryption_properties=properties).read().column("comptes").to_pylist()
        return {str(code): dict(counts) for code, counts in json.loads(text).items()}
    except FileNotFoundError:
        return {}
    except (OSError, pa.ArrowException, *IMPOSSIBLE) as error:
        raise UnreadableCountsError("unreadable counts") from error
