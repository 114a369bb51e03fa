"""Long tests of what must not happen: lost, doubled or half-visible interviews, whatever goes wrong meanwhile."""
