"""Tables and plan templates that the program ships: data only, no logic."""
