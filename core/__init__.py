"""The product: documents, decisions, projects and tasks."""
