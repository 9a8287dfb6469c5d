% Every device of a maker on the owner's list of manufacturers is let in. Optional.

admitted(_, Device) :-
    maker_listed(Device).
