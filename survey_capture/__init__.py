"""The street form: its HTTP routes and its offline page."""
