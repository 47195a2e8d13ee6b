"""What every test shares: properties are searched without a clock, on a machine that may be busy."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile("planir", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("planir")
