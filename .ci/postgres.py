"""Whether a PostgreSQL server answers at this address: exit code 0 or 1."""

from __future__ import annotations

import sys

import psycopg

try:
    psycopg.connect(sys.argv[1], connect_timeout=3).close()
except psycopg.OperationalError:
    sys.exit(1)
