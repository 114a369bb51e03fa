"""File layouts: each reads a file into interviews and rejects."""
