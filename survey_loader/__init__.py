"""From a voice to a coded, stored comment."""
