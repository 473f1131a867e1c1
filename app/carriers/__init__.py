"""Parcels: followed at carriers, told of by events, asked for where events stay away."""
