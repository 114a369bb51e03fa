"""The catalogues: Japanese is the source, English complete."""
