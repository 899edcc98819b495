"""The municipality's own services: residence, border list, rural advice, fees, what must be entered in PVS."""
