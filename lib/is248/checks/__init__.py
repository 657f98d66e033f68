"""Quality control: rules, control questions, replies, response and real change."""
