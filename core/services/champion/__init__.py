"""The model that serves: what it answers, what it learns from people, whether it keeps its promise."""
