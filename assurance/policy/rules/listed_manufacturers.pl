% Makers on the owner's list of manufacturers are accepted.
%
% Optional, for owners who like lists. The list holds makers as registers do: the first part of a device's key.

maker_accepted(Device) :-
    maker_listed(Device).

maker_listed(Device) :-
    proved(Device, certificate),
    device_key(Device, Key),
    sub_atom(Key, 0, 64, _, Maker),
    listed(manufacturers, Maker).
