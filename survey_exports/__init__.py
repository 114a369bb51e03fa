"""Taking it away: pictures, sheets and pages made from charts and voices."""
