"""The learning engine: plain Python on NumPy, SciPy and scikit-learn; knows nothing of Django."""
