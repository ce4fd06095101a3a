"""Real servers and front-end files from wheels, for machines where nothing is installed."""
