"""What trainings minimise: margins between identities, rejection of strangers, nearness of two domains."""
