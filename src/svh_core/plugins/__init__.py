"""Plugins: how an organisation adds its own events, exports and reports, without holding anything of the casebook."""
