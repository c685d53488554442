"""Turn tracks into feature vectors and qualities."""
