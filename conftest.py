"""What holds for every test, wherever it stands."""

from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is: timing is for benchmarks.
settings.register_profile("portico", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("portico")
