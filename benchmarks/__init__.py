"""Quality, cost and trust of the classification engine, beside named peers.

Each module with a ``main`` is a command: ``python -m benchmarks.quality --help``.
"""
