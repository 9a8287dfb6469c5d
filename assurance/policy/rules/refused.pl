% A device on the owner's list of refused devices is kept out, whatever else says yes.

objection(_, Device, refused) :-
    listed(refused, Device).
objection(_, Device, refused) :-
    device_key(Device, Key),
    listed(refused, Key).

says(objection(_, Device, refused), "{Device} is on the owner's list of refused devices").
