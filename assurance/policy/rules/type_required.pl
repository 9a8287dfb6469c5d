% A device whose type nobody declared is kept out.
%
% NIST SP 1800-36 Build 5, "the device has a device type". A device that is known by its printed code alone has no
% certificate of birth and no declared maker, and is not asked for a type.

objection(_, Device, no_type) :-
    made_by(Device, _),
    \+ type_of(Device, _).

says(objection(_, Device, no_type), "nobody who may declare types says of which type {Device} is").
