"""Read what trainings learn from: folders, projects and the field's data sets, and make batches of it."""
