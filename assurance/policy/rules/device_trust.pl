% A device is let in when a person with the right trusts it.
%
% NIST SP 1800-36 Build 5, "device trusted"; CAHN, Network Owner Trusts Device.

admitted(_, Device) :-
    device_trusted(Device).

device_trusted(Device) :-
    trusts(Person, Device, device),
    entitled(Person, connect_devices).

says(\+ device_trusted(Device), "{Person}, who may connect devices, distrusts {Device}") :-
    distrusts(Person, Device, device),
    entitled(Person, connect_devices).
says(\+ device_trusted(Device), "no person who may connect devices trusts {Device}").
