"""What the coach is measured with: labelled statements of our own, and the programs that report on them."""
