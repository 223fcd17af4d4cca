"""Photographs and scans: where a picture stands on its page, and in what form it is embedded."""
