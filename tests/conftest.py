"""What every test shares: properties are searched without a clock, on a machine that may be busy."""

from __future__ import annotations

import os
import tempfile

from hypothesis import HealthCheck, settings

settings.register_profile("planir", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("planir")

# The service's own data, of this process: its settings are read before any fixture.
os.environ.setdefault("PLANIR_DONNEES", tempfile.mkdtemp(prefix="planir-service-"))
os.environ.setdefault("PLANIR_HTTPS", "non")
