"""Work through many films: on the cores of one machine, or on many machines."""
