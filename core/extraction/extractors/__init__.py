"""One extractor per family of kinds, found through `registry`."""
