"""A process of its own for what may go wrong: it takes from itself what its work does not need."""

import contextlib


def confine(seconds: int, megabytes: int) -> None:
    """Limit this process to so much processor time and memory, no file. Where it fails, a clock outside is left."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        memory = megabytes * 1_000_000
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
