"""Vekha: an OKR system with an expert coach inside."""

__version__ = "0.1.0"
