"""The wiring: settings, URLs, start-up. The product is in `core`, the learning in `unidoc.ml`."""
