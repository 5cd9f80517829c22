"""baclotrack: a private titration journal for an adult who has been prescribed baclofen."""

__version__ = "0.1.0"
