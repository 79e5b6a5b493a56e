"""Files that have to last: originals, their checks and their end, backups."""
