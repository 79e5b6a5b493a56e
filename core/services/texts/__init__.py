"""From an original to its text, and what is kept of the text."""
