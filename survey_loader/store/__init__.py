"""The only SQL and the only writer of photo files."""
