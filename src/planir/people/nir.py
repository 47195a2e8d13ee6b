"""The NIR in the service: read as people type it, kept ciphered, found by a keyed index, shown masked.

AES-GCM bound to the person's reference; the index is an HMAC under a key kept outside the database, since the numbers
are few enough to be tried one by one. The keys are files, as those of the population (`planir.population.keys`).
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from planir.population.keys import create_key

_NONCE = 12
_BODY = re.compile(r"[1-478][0-9]{5}[0-9AB][0-9]{6}")
_SPREADSHEET = re.compile(r"([1-478])[.,]([0-9]{2,12})E\+?1[24]")
_LETTERS = {"A": 1_000_000, "B": 2_000_000}
"""Corsica: 2A and 2B count as 20 less one or two million (shared facts, §11.1)."""


@dataclass(frozen=True)
class Typed:
    """What was typed where a NIR is expected. `number`: the 13 characters, None when it is not one; `fault`: why."""

    number: str | None
    fault: str | None


def read_typed(text: str) -> Typed:
    """A NIR pasted from anywhere: spaces, dots, dashes, with or without its key, small letters."""
    bare = re.sub(r"[\W_]+", "", text, flags=re.UNICODE).upper()
    if _SPREADSHEET.fullmatch(text.strip().upper().replace(" ", "")):
        return Typed(
            None, "Ce numéro vient d'un tableur qui en a perdu les derniers chiffres : reprenez-le sur la carte."
        )
    if len(bare) not in {13, 15} or _BODY.fullmatch(bare[:13]) is None:
        return Typed(None, "Un numéro de sécurité sociale a 13 caractères, ou 15 avec sa clé.")
    number, key = bare[:13], bare[13:]
    if key and key != key_of(number):
        return Typed(None, "La clé ne correspond pas au numéro : un chiffre est sans doute mal recopié.")
    return Typed(number, None)


def key_of(number: str) -> str:
    """The two digits of the key: 97 less the remainder of the number by 97 (arrêté of 15 May 1995)."""
    letter = number[6]
    digits = number.replace(letter, "0", 1) if letter in _LETTERS else number
    return f"{97 - (int(digits) - _LETTERS.get(letter, 0)) % 97:02d}"


def grouped(number: str) -> str:
    """The number in its groups, with its key."""
    parts = (number[0], number[1:3], number[3:5], number[5:7], number[7:10], number[10:13], key_of(number))
    return " ".join(parts)


@dataclass(frozen=True)
class NirKeys:
    """The two keys of the service, read once for many numbers."""

    ciphering: bytes
    indexing: bytes

    @classmethod
    def load(cls) -> NirKeys:
        """The keys, drawn the first time. Raises PlanirError `cle_illisible`."""
        return cls(create_key("service_nir"), create_key("service_index"))

    def cipher(self, number: str, reference: str) -> bytes:
        """The number, bound to the person's reference."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + AESGCM(self.ciphering).encrypt(nonce, number.encode(), reference.encode())

    def decipher(self, kept: bytes, reference: str) -> str:
        """The number. Raises InvalidTag when it was changed, or belongs to someone else."""
        return AESGCM(self.ciphering).decrypt(kept[:_NONCE], kept[_NONCE:], reference.encode()).decode()

    def index(self, number: str) -> str:
        """What finds the number without showing it."""
        return hmac.new(self.indexing, number.encode(), hashlib.sha256).hexdigest()
