"""What is drawn as text: the templates, and the files that a browser keeps."""
