"""The room of the page "Iestādes šodien": who of the institutions is at the centre, now and this week."""
