"""Properties are judged on what they say, not on how fast a busy machine says it."""

from hypothesis import settings

settings.register_profile("planir", deadline=None)
settings.load_profile("planir")
