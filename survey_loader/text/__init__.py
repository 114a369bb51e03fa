"""Japanese text to words, themes, axis and tone; pure."""
