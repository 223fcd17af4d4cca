"""Volumes and compilations: planned, laid out, assembled and inspected."""
