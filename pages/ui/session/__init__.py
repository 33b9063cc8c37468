"""What one person looks at and has at hand."""
