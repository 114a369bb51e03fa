"""What the voices say: frames in, tables and figures out; pure."""
