"""What is printed for a day in the street: numbered slips, the script, invitation cards, a tally sheet, a sign."""
