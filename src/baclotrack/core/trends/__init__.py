"""The parts of a trend, one file a question: days, groups by dose, effects since a change, weeks."""
