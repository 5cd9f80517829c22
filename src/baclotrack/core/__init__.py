"""The pure room: values in, values out. No clock, no file, no environment, no chance."""
