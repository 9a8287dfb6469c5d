% A device is of the type that stands on its invoice.
%
% CAHN, Device No Major Vulnerabilities: Purchase (device+, person, device-type) : manufacturer-

type_of(Device, Type) :-
    purchase(Device, _, Type, Seller),
    Type \== null,
    made_by(Device, Manufacturer),
    recorded_by(Seller, Manufacturer).

recorded_by(Seller, Seller) :-
    manufacturer_speaks(Seller).
recorded_by(Seller, _) :-
    right(Seller, record_purchases).
