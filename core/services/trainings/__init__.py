"""From labels to a new model: snapshot, training, gate, promotion, record."""
