"""Streamlit only: router, filters, widgets, error box."""
