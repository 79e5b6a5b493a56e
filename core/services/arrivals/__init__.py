"""Ways in: uploads, folders, mail, corpora, each file once."""
