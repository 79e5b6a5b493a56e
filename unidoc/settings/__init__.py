"""Django settings: `base` and one module per place - development, production, testing.

Importing one reads the environment and nothing else: no file is written, no server started.
"""
