"""What people look at: the trail, the state, in their own language. Words are revealed here, at the last moment."""
