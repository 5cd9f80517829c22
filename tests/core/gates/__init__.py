"""The tests of the gates, one file for each."""
