"""Accounts, signing in, and what is kept for each person."""
