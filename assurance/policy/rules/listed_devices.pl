% Devices on the owner's list of devices, such as a purchasing list, are let in. Optional.

admitted(_, Device) :-
    proved(Device, certificate),
    device_listed(Device).

device_listed(Device) :-
    listed(devices, Device).
device_listed(Device) :-
    device_key(Device, Key),
    listed(devices, Key).
